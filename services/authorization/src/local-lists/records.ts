// What a station has acknowledged of its list, and the claim of whoever is sending it one.
import type { Database, Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { LocalList } from '@chargeplane/proto/authorization/v1/local_lists'
import type { AcknowledgedEntry, KeyedEntry } from './entries.ts'

export interface StationAddress {
  tenant: string
  stationId: string
}

/** Longer than a station is given for all messages of a list. A claimant that died is waited for as long. */
const claimSeconds = 180

interface ListRow {
  station_id: string
  version: number
  sent_version: number
  acknowledged_at: Date | null
}

export interface Claim {
  /** Undefined when nobody knows what the station has: it has to be sent all of it. */
  acknowledged: AcknowledgedEntry[] | undefined
  version: number
}

const keyOf = ({ tenant, stationId }: StationAddress): [string, string] => [tenant, stationId.toLowerCase()]

/** Nobody else sends a list to the station until it is acknowledged or given up. */
export async function claim(db: Queryable, station: StationAddress): Promise<Claim> {
  const [tenant, key] = keyOf(station)
  await db.query(
    `INSERT INTO local_lists (tenant, station_key, station_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [tenant, key, station.stationId],
  )
  const [row] = await db.query<ListRow>(
    `UPDATE local_lists SET sending_until = now() + $3 * interval '1 second'
     WHERE tenant = $1 AND station_key = $2 AND sending_until < now()
     RETURNING station_id, version, sent_version, acknowledged_at`,
    [tenant, key, claimSeconds],
  )
  if (row === undefined) {
    throw fail('failed_precondition', 'a list is being sent to this station', { field: 'stationId' })
  }
  const isKnown = row.version > 0 && row.version === row.sent_version
  if (!isKnown) return { acknowledged: undefined, version: row.version }
  const acknowledged = await db.query<{ key: string } & Omit<AcknowledgedEntry, 'key'>>(
    `SELECT token_key AS key, id_token AS "idToken", type, fingerprint FROM local_list_entries
     WHERE tenant = $1 AND station_key = $2`,
    [tenant, key],
  )
  return { acknowledged, version: row.version }
}

/** The next version number. It is taken before it is sent: a crash in between leaves the station to be sent everything anew. */
export async function nextVersion(db: Queryable, station: StationAddress): Promise<number> {
  const [row] = await db.query<{ sent_version: number }>(
    `UPDATE local_lists SET sent_version = sent_version + 1 WHERE tenant = $1 AND station_key = $2 RETURNING sent_version`,
    keyOf(station),
  )
  if (row === undefined) throw fail('internal', 'a list was sent without a claim')
  return row.sent_version
}

export async function acknowledge(
  database: Database,
  station: StationAddress,
  version: number,
  entries: readonly KeyedEntry[],
): Promise<void> {
  const key = keyOf(station)
  await database.transaction(async tx => {
    await tx.query(
      `UPDATE local_lists SET version = $3, acknowledged_at = now() WHERE tenant = $1 AND station_key = $2`,
      [...key, version],
    )
    await tx.query('DELETE FROM local_list_entries WHERE tenant = $1 AND station_key = $2', key)
    await tx.query(
      `INSERT INTO local_list_entries (tenant, station_key, token_key, id_token, type, fingerprint)
       SELECT $1, $2, entry.* FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS entry`,
      [
        ...key,
        entries.map(entry => entry.key),
        entries.map(({ entry }) => entry.idToken),
        entries.map(({ entry }) => entry.idTokenType),
        entries.map(({ fingerprint }) => fingerprint),
      ],
    )
  })
}

export async function release(db: Queryable, station: StationAddress): Promise<void> {
  await db.query(
    `UPDATE local_lists SET sending_until = '-infinity' WHERE tenant = $1 AND station_key = $2`,
    keyOf(station),
  )
}

/** What the station acknowledged last; undefined when it never did. */
export async function readList(db: Queryable, station: StationAddress): Promise<LocalList | undefined> {
  const [row] = await db.query<ListRow & { entries: number }>(
    `SELECT station_id, version, sent_version, acknowledged_at,
       (SELECT count(*)::integer FROM local_list_entries e WHERE e.tenant = l.tenant AND e.station_key = l.station_key) AS entries
     FROM local_lists l WHERE tenant = $1 AND station_key = $2 AND version > 0`,
    keyOf(station),
  )
  if (row === undefined) return undefined
  return {
    stationId: row.station_id,
    version: row.version,
    entries: row.entries,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? '',
    updateType: '',
  }
}
