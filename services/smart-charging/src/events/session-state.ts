import type { Queryable } from '@chargeplane/database'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'

/**
 * Notes whether a station is connected. A record of an epoch below one already seen changes nothing: it comes from a session that has
 * been replaced, perhaps told by an edge that does not know yet. Answers whether the record counted.
 */
export async function noteSession(tx: Queryable, origin: Origin, connected: boolean): Promise<boolean> {
  const noted = await tx.query(
    `INSERT INTO station_sessions (tenant, station_id, epoch, connected) VALUES ($1, $2, $3, $4)
     ON CONFLICT (tenant, station_id) DO UPDATE SET epoch = excluded.epoch, connected = excluded.connected
     WHERE station_sessions.epoch <= excluded.epoch RETURNING 1`,
    [origin.tenant, origin.stationId, origin.epoch, connected],
  )
  return noted.length > 0
}
