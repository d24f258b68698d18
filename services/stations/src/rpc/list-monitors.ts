import type { Queryable } from '@chargeplane/database'
import type { ListMonitorsRequest, ListMonitorsResponse } from '@chargeplane/proto/stations/v1/diagnostics'
import { pageSize } from '@chargeplane/rpc'
import { cutById, idAfter } from '../diagnostics/id-pages.ts'
import { type MonitorRow, monitorColumns, toMonitor } from '../diagnostics/monitors.ts'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

interface KnownRow extends MonitorRow {
  reported_at: Date
  before_boot: boolean
}

/** Monitors of a station, as far as it has told of them (OCPP N02, N04). */
export function listMonitors(database: Queryable) {
  return async (request: ListMonitorsRequest): Promise<ListMonitorsResponse> => {
    checkAddress(request)
    const size = pageSize(request.pageSize)
    const rows = await database.query<KnownRow>(
      `SELECT ${monitorColumns}, reported_at,
         (m.epoch, m.sequence) < (COALESCE(f.boot_epoch, 0), COALESCE(f.boot_sequence, 0)) AS before_boot
       FROM monitors m LEFT JOIN station_facts f ON f.tenant = m.tenant AND f.station_key = m.station_key
       WHERE m.tenant = $1 AND m.station_key = $2 AND is_set AND monitor_id > $3::bigint ORDER BY monitor_id LIMIT $4`,
      [request.tenant, stationKey(request.stationId), idAfter(request.pageToken), size + 1],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const { items, nextPageToken } = cutById(rows, size, row => row.monitor_id)
    const monitors = items.map(row => ({
      monitor: toMonitor(row),
      reportedAt: row.reported_at.toISOString(),
      beforeBoot: row.before_boot,
    }))
    return { monitors, nextPageToken }
  }
}
