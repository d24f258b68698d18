import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import { IdToken, type PutIdTokenRequest } from '@chargeplane/proto/authorization/v1/authorization'
import { AdditionalInfo, IdTokenProfile } from '@chargeplane/proto/authorization/v1/profile'
import { requireTenant } from '@chargeplane/rpc'
import {
  type Emit,
  type HashToken,
  type IdTokenRow,
  idTokenChanged,
  idTokenColumns,
  type TokenStatus,
  toIdToken,
} from '../id-tokens.ts'
import { checkIdToken, readTime } from '../input.ts'
import { checkAdditionalInfo, checkAllowedStations, checkProfile, checkType } from '../token-input.ts'

export interface IdTokenNeeds {
  database: Database
  emit: Emit
  hashToken: HashToken
  /** The token's row, and an event about it, were committed. */
  committed(tenant: string, hash: string): void
}

const statuses: ReadonlySet<string> = new Set<TokenStatus>(['Accepted', 'Blocked', 'NoCredit'])
const maxConcurrent = 1000

/** Creates a token or replaces everything about it; the same token in another case is the same token. */
export function putIdToken({ database, emit, hashToken, committed }: IdTokenNeeds) {
  return async ({ idToken: given }: PutIdTokenRequest): Promise<IdToken> => {
    const token = checked(given)
    const hash = hashToken(token.tenant, token.idToken)
    const stored = await database.transaction(async tx => {
      const [row] = await tx.query<IdTokenRow>(
        `INSERT INTO id_tokens
           (tenant, token_key, id_token, hash, type, status, group_id_token, expires_at, concurrent_transactions,
            profile, local_list, master_pass, additional_info, allowed_stations)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (tenant, token_key) DO UPDATE SET
           id_token = excluded.id_token, hash = excluded.hash, type = excluded.type, status = excluded.status,
           group_id_token = excluded.group_id_token, expires_at = excluded.expires_at,
           concurrent_transactions = excluded.concurrent_transactions, profile = excluded.profile,
           local_list = excluded.local_list, master_pass = excluded.master_pass,
           additional_info = excluded.additional_info, allowed_stations = excluded.allowed_stations
         RETURNING ${idTokenColumns}`,
        [
          token.tenant,
          token.idToken.toLowerCase(),
          token.idToken,
          hash,
          token.type,
          token.status,
          token.groupIdToken,
          readTime(token.expiresAt, 'idToken.expiresAt'),
          token.concurrentTransactions,
          JSON.stringify(IdTokenProfile.toJSON(checkProfile(token.profile))),
          token.localList,
          token.masterPass,
          JSON.stringify(token.additionalInfo.map(AdditionalInfo.toJSON)),
          // Whole, an empty list of EVSEs too: it is read as it stands.
          JSON.stringify(token.allowedStations),
        ],
      )
      if (row === undefined) throw new Error('an upsert gave no row')
      await emit(tx, idTokenChanged(row, 'put'))
      return row
    })
    committed(token.tenant, hash)
    return toIdToken(stored)
  }
}

/** With defaults filled in: ISO14443, Accepted. */
function checked(given: IdToken | undefined): IdToken {
  if (given === undefined) throw fail('invalid_argument', 'idToken must be set', { field: 'idToken' })
  const token = IdToken.fromPartial({ ...given, type: given.type || 'ISO14443', status: given.status || 'Accepted' })
  requireTenant(token.tenant)
  checkIdToken(token.idToken, 'idToken.idToken')
  if (token.groupIdToken !== '') checkIdToken(token.groupIdToken, 'idToken.groupIdToken')
  checkType(token.type)
  if (!statuses.has(token.status)) {
    throw fail('invalid_argument', `status must be one of ${[...statuses].join(', ')}`, { field: 'idToken.status' })
  }
  if (token.masterPass && token.groupIdToken === '') {
    throw fail('invalid_argument', 'a master pass is known by its group', { field: 'idToken.groupIdToken' })
  }
  checkAdditionalInfo(token.additionalInfo)
  checkAllowedStations(token.allowedStations)
  const { concurrentTransactions } = token
  if (concurrentTransactions < 0 || concurrentTransactions > maxConcurrent) {
    throw fail('invalid_argument', `concurrentTransactions must be from 0 to ${maxConcurrent}`, {
      field: 'idToken.concurrentTransactions',
    })
  }
  return token
}
