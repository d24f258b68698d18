import type { Queryable } from '@chargeplane/database'
import type { ListSecurityEventsRequest, ListSecurityEventsResponse } from '@chargeplane/proto/stations/v1/certificates'
import { keyset, pageSize } from '@chargeplane/rpc'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

const pages = keyset('instant', 'text')

interface SecurityEventRow {
  type: string
  occurred_at: Date
  tech_info: string
  received_at: Date
  event_id: string
}

/** Security events of a station (OCPP A04), newest first. */
export function listSecurityEvents(database: Queryable) {
  return async (request: ListSecurityEventsRequest): Promise<ListSecurityEventsResponse> => {
    checkAddress(request)
    const size = pageSize(request.pageSize)
    const [before = null, id = ''] = pages.after(request.pageToken) ?? []
    const rows = await database.query<SecurityEventRow>(
      `SELECT type, occurred_at, tech_info, received_at, event_id FROM security_events
       WHERE tenant = $1 AND station_key = $2 AND ($3 = '' OR type = $3)
         AND ($4::timestamptz IS NULL OR (occurred_at, event_id) < ($4, $5))
       ORDER BY occurred_at DESC, event_id DESC LIMIT $6`,
      [request.tenant, stationKey(request.stationId), request.type, before, id, size + 1],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.occurred_at, row.event_id])
    return { events: items.map(toMessage), nextPageToken }
  }
}

function toMessage({ type, occurred_at, tech_info, received_at }: SecurityEventRow) {
  return {
    type,
    occurredAt: occurred_at.toISOString(),
    techInfo: tech_info,
    receivedAt: received_at.toISOString(),
  }
}
