import { DataTransferRequest, DataTransferResponse } from '#v16'
import type { StationCall } from '../../contract.ts'
import { dataTransferred, transferStatus } from '../../data-transfer.ts'
import { validateBy } from '../../validate.ts'

/** OCPP 1.6 4.3. Vendors that nobody registered are told so, not refused. */
export const dataTransfer: StationCall<DataTransferRequest> = {
  version: '1.6',
  action: 'DataTransfer',
  from: 'station',
  topic: 'ocpp.stations',
  validateRequest: validateBy(DataTransferRequest),
  validateResponse: validateBy(DataTransferResponse),
  answer: (request, context): DataTransferResponse => ({ status: transferStatus(request, context) }),
  events: (request, context) => [dataTransferred(request, context)],
}
