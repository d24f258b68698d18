// Decides whether a record of ocpp.stations may still change what is known of its station.
import type { Queryable } from '@chargeplane/database'
import type { Source } from './origin.ts'

/**
 * Notes that the station spoke, and answers false for the word of a zombie: a record of an older session that its edge received when
 * a newer session had begun. Such a record changes nothing, not even the time the station was last seen.
 *
 * An older session's record that was received before the newer one began is not a zombie's: the two topics are read independently, and
 * after an outage ocpp.connections may be far ahead of ocpp.stations. It passes here, and each fact compares (epoch, sequence) of the
 * record that wrote it, so a late record never overwrites a newer one.
 */
export async function hear(tx: Queryable, source: Source): Promise<boolean> {
  const heard = await tx.query(
    `INSERT INTO station_facts AS f (tenant, station_key, epoch, epoch_since, last_seen_at)
     SELECT $1, $2, $3::bigint, $4::timestamptz, $4::timestamptz
     WHERE NOT EXISTS (
       SELECT FROM sessions WHERE tenant = $1 AND station_key = $2 AND epoch > $3::bigint AND since <= $4::timestamptz)
     ON CONFLICT (tenant, station_key) DO UPDATE SET
       epoch = GREATEST(f.epoch, excluded.epoch),
       epoch_since = CASE
         WHEN excluded.epoch > f.epoch THEN excluded.epoch_since
         WHEN excluded.epoch = f.epoch THEN LEAST(f.epoch_since, excluded.epoch_since)
         ELSE f.epoch_since END,
       last_seen_at = GREATEST(f.last_seen_at, excluded.last_seen_at)
     WHERE excluded.epoch >= f.epoch OR excluded.last_seen_at < f.epoch_since
     RETURNING 1`,
    [source.tenant, source.stationKey, source.epoch, source.receivedAt],
  )
  return heard.length > 0
}

/** Values of the four columns that tie a row to its station and to the record that wrote it. */
export function stamp({ tenant, stationKey, epoch, sequence }: Source): [string, string, bigint, number] {
  return [tenant, stationKey, epoch, sequence]
}
