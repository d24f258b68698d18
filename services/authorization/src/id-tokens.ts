// Id tokens as rows: what is stored, how it is named, and what others are told of it.
import { randomUUID } from 'node:crypto'
import type { Queryable } from '@chargeplane/database'
import type { NewEvent } from '@chargeplane/events'
import type { IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { AdditionalInfo, AllowedStation, IdTokenProfile } from '@chargeplane/proto/authorization/v1/profile'

export type TokenStatus = 'Accepted' | 'Blocked' | 'NoCredit'

export interface IdTokenRow {
  tenant: string
  id_token: string
  hash: string
  type: string
  status: TokenStatus
  group_id_token: string
  expires_at: Date | null
  concurrent_transactions: number
  created_at: Date
  /** JSON of the messages of authorization.v1. */
  profile: unknown
  local_list: boolean
  master_pass: boolean
  additional_info: AdditionalInfo[]
  allowed_stations: AllowedStation[]
}

export const idTokenColumns =
  'tenant, id_token, hash, type, status, group_id_token, expires_at, concurrent_transactions, created_at, ' +
  'profile, local_list, master_pass, additional_info, allowed_stations'

/** Hashes a token under its tenant's key (libs/ocpp `tokenHasher`). */
export type HashToken = (tenant: string, idToken: string) => string

/** Writes an event into the outbox as part of `tx`: it is published if, and only if, the transaction commits. */
export type Emit = (tx: Queryable, event: NewEvent) => Promise<void>

export function toIdToken(row: IdTokenRow): IdToken {
  return {
    tenant: row.tenant,
    idToken: row.id_token,
    type: row.type,
    status: row.status,
    groupIdToken: row.group_id_token,
    expiresAt: row.expires_at?.toISOString() ?? '',
    concurrentTransactions: row.concurrent_transactions,
    hash: row.hash,
    createdAt: row.created_at.toISOString(),
    profile: IdTokenProfile.fromJSON(row.profile),
    localList: row.local_list,
    masterPass: row.master_pass,
    additionalInfo: row.additional_info.map(AdditionalInfo.fromJSON),
    allowedStations: row.allowed_stations.map(AllowedStation.fromJSON),
  }
}

/** Never the token itself. The id is drawn once, inside the transaction that changes the row: a repeated publication has the same. */
export function idTokenChanged(
  { tenant, hash, status }: Pick<IdTokenRow, 'tenant' | 'hash' | 'status'>,
  change: 'put' | 'deleted',
): NewEvent<'chargeplane.authorization.v1.IdTokenChanged'> {
  return {
    type: 'chargeplane.authorization.v1.IdTokenChanged',
    tenant,
    subject: hash,
    id: `id-token/${randomUUID()}`,
    data: { tenant, idTokenHash: hash, change, status },
  }
}
