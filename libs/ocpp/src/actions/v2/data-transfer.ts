import type { DataTransferRequest, DataTransferResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { dataTransferred, transferStatus } from '../../data-transfer.ts'

/** OCPP 2.x P02. Vendors that nobody registered are told so, not refused. */
export const dataTransfer: StationHandler<DataTransferRequest, DataTransferResponse> = {
  topic: 'ocpp.stations',
  answer: (request, context) => ({ status: transferStatus(request, context) }),
  events: (request, context) => [dataTransferred(request, context)],
}
