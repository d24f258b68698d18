import type { Queryable } from '@chargeplane/database'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'

/**
 * Notes whether a station is connected. A record of an epoch below one already seen changes nothing: it comes from a session that has
 * been replaced, perhaps told by an edge that does not know yet. Nor does the beginning of a session that is known, or that has ended.
 * Answers whether the record counted.
 */
export async function noteSession(tx: Queryable, origin: Origin, connected: boolean): Promise<boolean> {
  const noted = await tx.query(
    `INSERT INTO station_sessions AS s (tenant, station_id, epoch, connected, since) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant, station_id) DO UPDATE SET epoch = excluded.epoch, connected = excluded.connected,
       since = CASE WHEN s.epoch = excluded.epoch THEN s.since ELSE excluded.since END
     WHERE s.epoch < excluded.epoch OR (s.epoch = excluded.epoch AND s.connected AND NOT excluded.connected) RETURNING 1`,
    [origin.tenant, origin.stationId, origin.epoch, connected, origin.receivedAt],
  )
  return noted.length > 0
}

/**
 * Whether a record is a zombie's: of an older session, received when a newer one had begun. What an older session said before that counts,
 * however late it is read: after an outage ocpp.connections may be far ahead of ocpp.stations.
 */
export async function isZombie(tx: Queryable, origin: Origin): Promise<boolean> {
  const newer = await tx.query(
    'SELECT 1 FROM station_sessions WHERE tenant = $1 AND station_id = $2 AND epoch > $3 AND since <= $4',
    [origin.tenant, origin.stationId, origin.epoch, origin.receivedAt],
  )
  return newer.length > 0
}
