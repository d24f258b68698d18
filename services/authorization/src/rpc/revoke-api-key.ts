import { fail } from '@chargeplane/failure'
import type { RevokeApiKeyRequest, RevokeApiKeyResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { requireTenant } from '@chargeplane/rpc'
import type { ApiKeyNeeds } from './create-api-key.ts'

/** A key that was revoked before stays revoked since then. */
export function revokeApiKey({ database, log }: ApiKeyNeeds) {
  return async ({ tenant, keyId }: RevokeApiKeyRequest): Promise<RevokeApiKeyResponse> => {
    requireTenant(tenant)
    const rows = await database.query(
      'UPDATE api_keys SET revoked_at = COALESCE(revoked_at, now()) WHERE tenant = $1 AND key_id = $2 RETURNING 1',
      [tenant, keyId.replaceAll('\u0000', '')],
    )
    if (rows.length === 0) throw fail('not_found', 'there is no such API key', { field: 'keyId' })
    log.info('api key revoked', { tenant, keyId })
    return {}
  }
}
