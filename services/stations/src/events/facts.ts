// Decides whether a record of ocpp.stations may still change what is known of its station.
import type { Queryable } from '@chargeplane/database'
import type { Source } from './origin.ts'

/** Of a record `t`: that no newer session had begun when it was received. */
export const notReplaced = `NOT EXISTS (SELECT FROM sessions x WHERE x.tenant = t.tenant AND x.station_key = t.station_key
    AND x.epoch > t.epoch AND x.since <= t.received_at)`

/** What a record changes of the row of its station (`f`) whatever it says. */
export const heardColumns = `epoch = GREATEST(f.epoch, excluded.epoch),
  epoch_since = CASE
    WHEN excluded.epoch > f.epoch THEN excluded.epoch_since
    WHEN excluded.epoch = f.epoch THEN LEAST(f.epoch_since, excluded.epoch_since)
    ELSE f.epoch_since END,
  last_seen_at = GREATEST(f.last_seen_at, excluded.last_seen_at)`

/** That a record is not of an older session than one that had already been heard of when it was received. */
export const isHeard = 'excluded.epoch >= f.epoch OR excluded.last_seen_at < f.epoch_since'

/** Of the records `t`: hears those that are no zombies', and gives the tenant and key of their stations. */
export const hearing = `INSERT INTO station_facts AS f (tenant, station_key, epoch, epoch_since, last_seen_at)
  SELECT tenant, station_key, epoch, received_at, received_at FROM told t WHERE ${notReplaced}
  ON CONFLICT (tenant, station_key) DO UPDATE SET ${heardColumns} WHERE ${isHeard}
  RETURNING f.tenant, f.station_key`

const hearOne = `WITH told AS (SELECT $1::text AS tenant, $2::text AS station_key, $3::bigint AS epoch, $4::timestamptz AS received_at) ${hearing}`

/**
 * Notes that the station spoke, and answers false for the word of a zombie: a record of an older session that its edge received when
 * a newer session had begun. Such a record changes nothing, not even the time the station was last seen.
 *
 * An older session's record that was received before the newer one began is not a zombie's: the two topics are read independently, and
 * after an outage ocpp.connections may be far ahead of ocpp.stations. It passes here, and each fact compares (epoch, sequence) of the
 * record that wrote it, so a late record never overwrites a newer one.
 */
export async function hear(tx: Queryable, source: Source): Promise<boolean> {
  const heard = await tx.query(hearOne, [source.tenant, source.stationKey, source.epoch, source.receivedAt])
  return heard.length > 0
}

/** Values of the four columns that tie a row to its station and to the record that wrote it. */
export function stamp({ tenant, stationKey, epoch, sequence }: Source): [string, string, bigint, number] {
  return [tenant, stationKey, epoch, sequence]
}
