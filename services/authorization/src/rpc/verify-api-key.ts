import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { ApiKey, VerifyApiKeyRequest } from '@chargeplane/proto/authorization/v1/authorization'
import type { Logger } from '@chargeplane/telemetry'
import { type ApiKeyRow, apiKeyColumns, hashSecret, isSecretOf, keyIdOf, toApiKey } from '../api-keys.ts'

/** What an unknown key is compared with, so that it takes as long as a known one. */
const nobody = { secret_hash: hashSecret('') }

/**
 * Whose key this is. Never from memory: a revoked key is refused with the next request. What is wrong with a key is for the log, not for
 * whoever presents it.
 */
export function verifyApiKey({ database, log }: { database: Queryable; log: Logger }) {
  return async ({ secret }: VerifyApiKeyRequest): Promise<ApiKey> => {
    const keyId = keyIdOf(secret)
    const row = keyId === undefined ? undefined : await find(database, keyId)
    const isRight = isSecretOf(row ?? nobody, secret)
    if (row !== undefined && isRight && row.revoked_at === null) return toApiKey(row)
    const reason = row === undefined ? 'unknown' : isRight ? 'revoked' : 'wrong'
    log.info('api key refused', { keyId: keyId ?? '', tenant: row?.tenant, reason })
    throw fail('unauthenticated', 'the API key is not valid')
  }
}

async function find(database: Queryable, keyId: string): Promise<ApiKeyRow | undefined> {
  const rows = await database.query<ApiKeyRow>(`SELECT ${apiKeyColumns} FROM api_keys WHERE key_id = $1`, [keyId])
  return rows[0]
}
