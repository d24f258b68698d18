import type { Queryable } from '@chargeplane/database'
import type {
  DeleteCustomerInformationRequest,
  DeleteCustomerInformationResponse,
} from '@chargeplane/proto/stations/v1/diagnostics'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

/** Deletes what a station answered; nothing to delete is no fault. What the event log has of it is sealed. */
export function deleteCustomerInformation(database: Queryable) {
  return async (request: DeleteCustomerInformationRequest): Promise<DeleteCustomerInformationResponse> => {
    checkAddress(request)
    const deleted = await database.query(
      `DELETE FROM customer_information WHERE tenant = $1 AND station_key = $2 AND request_id = $3 RETURNING 1`,
      [request.tenant, stationKey(request.stationId), request.requestId],
    )
    if (deleted.length === 0) await refuseUnknown(database, request)
    return {}
  }
}
