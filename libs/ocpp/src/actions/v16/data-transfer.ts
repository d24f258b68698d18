import type { DataTransferRequest, DataTransferResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { dataTransferHandler } from '../../data-transfer.ts'

/** OCPP 1.6 4.3. Vendors that nobody registered are told so, not refused. */
export const dataTransfer: StationHandler<DataTransferRequest, DataTransferResponse> = dataTransferHandler
