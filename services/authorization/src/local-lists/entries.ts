// What belongs on a station's list, and what has changed since the station acknowledged one.
import { hash } from 'node:crypto'
import type { Queryable } from '@chargeplane/database'
import { LocalListEntry } from '@chargeplane/proto/stations/v1/local_list'
import { type IdTokenRow, idTokenColumns } from '../id-tokens.ts'
import { allowedAt } from '../places.ts'

/** An entry under the key that its token is stored by. */
export interface KeyedEntry {
  readonly key: string
  readonly entry: LocalListEntry
  readonly fingerprint: string
}

/** An entry as the station has it. */
export interface AcknowledgedEntry {
  key: string
  idToken: string
  type: string
  fingerprint: string
}

function keyed(row: IdTokenRow): KeyedEntry {
  const entry = LocalListEntry.fromPartial({
    idToken: row.id_token,
    idTokenType: row.type,
    status: row.status,
    expiresAt: row.expires_at?.toISOString() ?? '',
    groupIdToken: row.group_id_token,
  })
  const { idToken, idTokenType, status, expiresAt, groupIdToken } = entry
  const told = JSON.stringify([idToken, idTokenType, status, expiresAt, groupIdToken])
  return { key: row.id_token.toLowerCase(), entry, fingerprint: hash('sha256', told, 'base64url') }
}

/**
 * Tokens of the tenant that belong on the list of this station. Not those with a second identifier, which a station that is offline can't
 * check, and not those that may only charge at some of its EVSEs.
 */
export async function wantedEntries(
  db: Queryable,
  { tenant, stationId }: { tenant: string; stationId: string },
): Promise<KeyedEntry[]> {
  const rows = await db.query<IdTokenRow>(
    `SELECT ${idTokenColumns} FROM id_tokens WHERE tenant = $1 AND local_list AND additional_info = '[]' ORDER BY token_key`,
    [tenant],
  )
  return rows.filter(row => allowedAt(row, stationId)?.length === 0).map(keyed)
}

/** The changes that turn what the station has into what it should have; entries without a status leave the list (D01.FR.17). */
export function changesOf(acknowledged: readonly AcknowledgedEntry[], wanted: readonly KeyedEntry[]): LocalListEntry[] {
  const has = new Map(acknowledged.map(entry => [entry.key, entry]))
  const wants = new Set(wanted.map(({ key }) => key))
  const put = wanted.filter(({ key, fingerprint }) => has.get(key)?.fingerprint !== fingerprint)
  const gone = acknowledged.filter(({ key }) => !wants.has(key))
  return [
    ...put.map(({ entry }) => entry),
    ...gone.map(({ idToken, type }) => LocalListEntry.fromPartial({ idToken, idTokenType: type })),
  ]
}
