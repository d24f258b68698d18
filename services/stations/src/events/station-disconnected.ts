import type { Handler } from '@chargeplane/events'
import { sourceOf, storable } from './origin.ts'

/**
 * A session ended, by its edge's word or by the reaper's (edge_lost). It ends that session and any older one; the end of a session that
 * a newer one has followed changes nothing. What comes first of two ends of one session stays.
 */
export const stationDisconnected: Handler<'chargeplane.ocpp.v1.StationDisconnected'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  await tx.query(
    `INSERT INTO sessions AS s (tenant, station_key, epoch, since, connected, changed_at, edge_id, reason)
     VALUES ($1, $2, $3, $4, false, $4, $5, $6)
     ON CONFLICT (tenant, station_key) DO UPDATE SET
       epoch = excluded.epoch,
       since = CASE WHEN s.epoch = excluded.epoch THEN s.since ELSE excluded.since END,
       connected = false, changed_at = excluded.changed_at, edge_id = excluded.edge_id, reason = excluded.reason
     WHERE s.epoch < excluded.epoch OR (s.epoch = excluded.epoch AND s.connected)`,
    [source.tenant, source.stationKey, source.epoch, source.receivedAt, storable(source.edgeId), storable(data.reason)],
  )
}
