import type { DataTransferRequest, DataTransferResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { dataTransferHandler } from '../../data-transfer.ts'

/** OCPP 2.x P02. Vendors that nobody registered are told so, not refused. */
export const dataTransfer: StationHandler<DataTransferRequest, DataTransferResponse> = dataTransferHandler
