import type { Queryable } from '@chargeplane/database'
import { DisplayMessage } from '@chargeplane/proto/ocpp/v1/display'
import type {
  ListDisplayMessagesRequest,
  ListDisplayMessagesResponse,
} from '@chargeplane/proto/stations/v1/diagnostics'
import { pageSize } from '@chargeplane/rpc'
import { cutById, idAfter } from '../diagnostics/id-pages.ts'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

interface MessageRow {
  message_id: bigint
  message: string
  reported_at: Date
}

/** Messages that a station has been given to display, as far as is known (OCPP O01-O06). */
export function listDisplayMessages(database: Queryable) {
  return async (request: ListDisplayMessagesRequest): Promise<ListDisplayMessagesResponse> => {
    checkAddress(request)
    const size = pageSize(request.pageSize)
    const rows = await database.query<MessageRow>(
      `SELECT message_id, message, reported_at FROM display_messages
       WHERE tenant = $1 AND station_key = $2 AND is_set AND message_id > $3::bigint ORDER BY message_id LIMIT $4`,
      [request.tenant, stationKey(request.stationId), idAfter(request.pageToken), size + 1],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const { items, nextPageToken } = cutById(rows, size, row => row.message_id)
    const messages = items.map(({ message, reported_at }) => ({
      message: DisplayMessage.fromJSON(JSON.parse(message)),
      reportedAt: reported_at.toISOString(),
    }))
    return { messages, nextPageToken }
  }
}
