import type { Handler } from '@chargeplane/events'
import { sourceOf, storable } from './origin.ts'

/**
 * A session began. Only a newer session than any heard of is news: a repeated record, one of an older session, or one that its own
 * session's end has overtaken changes nothing.
 */
export const stationConnected: Handler<'chargeplane.ocpp.v1.StationConnected'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  const news = await tx.query(
    `INSERT INTO sessions AS s (tenant, station_key, epoch, since, connected, changed_at, edge_id, ocpp_version)
     VALUES ($1, $2, $3, $4, true, $4, $5, $6)
     ON CONFLICT (tenant, station_key) DO UPDATE SET
       epoch = excluded.epoch, since = excluded.since, connected = true, changed_at = excluded.changed_at,
       edge_id = excluded.edge_id, ocpp_version = excluded.ocpp_version, reason = ''
     WHERE s.epoch < excluded.epoch RETURNING 1`,
    [
      source.tenant,
      source.stationKey,
      source.epoch,
      source.receivedAt,
      storable(source.edgeId),
      storable(data.ocppVersion),
    ],
  )
  // It is told how to come back (commands/retry-back-off.ts); 1.6 has no such variables.
  if (news.length === 0 || data.ocppVersion === '1.6') return
  await tx.query('INSERT INTO retry_back_offs (tenant, station_key) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    source.tenant,
    source.stationKey,
  ])
}
