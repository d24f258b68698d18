import type { Queryable } from '@chargeplane/database'
import type {
  EventStream,
  ListEventStreamsRequest,
  ListEventStreamsResponse,
} from '@chargeplane/proto/stations/v1/diagnostics'
import { pageSize } from '@chargeplane/rpc'
import { cutById, idAfter } from '../diagnostics/id-pages.ts'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

interface StreamRow {
  stream_id: bigint
  monitor_id: bigint
  interval_s: bigint | null
  values: bigint | null
  opened_at: Date
  pending: bigint
  values_at: Date | null
}

/** Open event streams of a station (OCPP 2.1 N11-N15). */
export function listEventStreams(database: Queryable) {
  return async (request: ListEventStreamsRequest): Promise<ListEventStreamsResponse> => {
    checkAddress(request)
    const size = pageSize(request.pageSize)
    const rows = await database.query<StreamRow>(
      `SELECT stream_id, monitor_id, interval_s, "values", opened_at, pending, values_at FROM event_streams
       WHERE tenant = $1 AND station_key = $2 AND is_open AND stream_id > $3::bigint ORDER BY stream_id LIMIT $4`,
      [request.tenant, stationKey(request.stationId), idAfter(request.pageToken), size + 1],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const { items, nextPageToken } = cutById(rows, size, row => row.stream_id)
    return { streams: items.map(toStream), nextPageToken }
  }
}

function toStream(row: StreamRow): EventStream {
  return {
    streamId: row.stream_id,
    monitorId: row.monitor_id,
    intervalS: row.interval_s ?? undefined,
    values: row.values ?? undefined,
    openedAt: row.opened_at.toISOString(),
    pending: row.pending,
    valuesAt: row.values_at?.toISOString() ?? '',
  }
}
