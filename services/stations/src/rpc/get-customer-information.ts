import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import { textOpener } from '@chargeplane/ocpp'
import type { CustomerInformation, GetCustomerInformationRequest } from '@chargeplane/proto/stations/v1/diagnostics'
import { type CustomerNeeds, hourMs } from '../diagnostics/customer-information.ts'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

interface PartRow {
  seq_no: number
  to_be_continued: boolean
  generated_at: Date
  received_at: Date
  sealed_data: Buffer
}

/** What a station answered to a CustomerInformation command (OCPP N09, N10), the parts that have come put together. */
export function getCustomerInformation(database: Queryable, { pepper, customerInformationHours }: CustomerNeeds) {
  const open = textOpener(pepper)
  return async (request: GetCustomerInformationRequest): Promise<CustomerInformation> => {
    checkAddress(request)
    const parts = await database.query<PartRow>(
      `SELECT seq_no, to_be_continued, generated_at, received_at, sealed_data FROM customer_information
       WHERE tenant = $1 AND station_key = $2 AND request_id = $3 AND received_at >= now() - make_interval(hours => $4)
       ORDER BY seq_no`,
      [request.tenant, stationKey(request.stationId), request.requestId, customerInformationHours],
    )
    const last = parts.at(-1)
    if (last === undefined) {
      await refuseUnknown(database, request)
      throw fail('not_found', `there is no customer information for request ${request.requestId}`, {
        field: 'requestId',
      })
    }
    const first = Math.min(...parts.map(part => part.received_at.getTime()))
    return {
      requestId: request.requestId,
      complete: !last.to_be_continued && last.seq_no === parts.length - 1,
      generatedAt: last.generated_at.toISOString(),
      text: parts.map(part => open(part.sealed_data)).join(''),
      expiresAt: new Date(first + customerInformationHours * hourMs).toISOString(),
    }
  }
}
