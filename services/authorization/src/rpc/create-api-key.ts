import type { Queryable } from '@chargeplane/database'
import type { CreateApiKeyRequest, CreateApiKeyResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { requireTenant } from '@chargeplane/rpc'
import type { Logger } from '@chargeplane/telemetry'
import { type ApiKeyRow, apiKeyColumns, checkRole, generateApiKey, hashSecret, toApiKey } from '../api-keys.ts'
import { checkName } from '../input.ts'

export interface ApiKeyNeeds {
  database: Queryable
  /** Takes the audit trail: who may do what, since when. */
  log: Logger
}

/** The secret leaves in this answer and is nowhere else. */
export function createApiKey({ database, log }: ApiKeyNeeds) {
  return async ({ tenant, name, role }: CreateApiKeyRequest): Promise<CreateApiKeyResponse> => {
    requireTenant(tenant)
    checkName(name)
    const { keyId, secret } = generateApiKey()
    const [row] = await database.query<ApiKeyRow>(
      `INSERT INTO api_keys (tenant, key_id, name, role, secret_hash) VALUES ($1, $2, $3, $4, $5) RETURNING ${apiKeyColumns}`,
      [tenant, keyId, name, checkRole(role), hashSecret(secret)],
    )
    if (row === undefined) throw new Error('an insert gave no row')
    log.info('api key created', { tenant, keyId, name, role })
    return { apiKey: toApiKey(row), secret }
  }
}
