import type { Queryable } from '@chargeplane/database'
import type { ListApiKeysRequest, ListApiKeysResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { requireTenant } from '@chargeplane/rpc'
import { type ApiKeyRow, apiKeyColumns, toApiKey } from '../api-keys.ts'

/** Revoked keys too: who had access is part of the answer. */
export function listApiKeys(database: Queryable) {
  return async ({ tenant }: ListApiKeysRequest): Promise<ListApiKeysResponse> => {
    requireTenant(tenant)
    const rows = await database.query<ApiKeyRow>(
      `SELECT ${apiKeyColumns} FROM api_keys WHERE tenant = $1 ORDER BY created_at, key_id`,
      [tenant],
    )
    return { apiKeys: rows.map(toApiKey) }
  }
}
