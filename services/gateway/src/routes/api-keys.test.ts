import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { ApiKey } from '@chargeplane/proto/authorization/v1/authorization'
import { startGateway } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

const secret = 'cp_made-by-this-test-0123456789'

/** An authorization service that keeps the one key that is made here. */
function apiKeyService() {
  let made: ApiKey | undefined
  return {
    async createApiKey({ tenant, name, role }: { tenant: string; name: string; role: string }) {
      made = ApiKey.fromPartial({ keyId: 'k9', tenant, name, role, createdAt: '2026-11-23T08:00:00Z' })
      return { apiKey: made, secret }
    },
    async listApiKeys() {
      return { apiKeys: made === undefined ? [] : [made] }
    },
    async revokeApiKey({ keyId }: { keyId: string }) {
      if (keyId !== made?.keyId) throw fail('not_found', `there is no API key ${keyId}`, { field: 'keyId' })
      made = undefined
      return {}
    },
    async verifyApiKey({ secret: given }: { secret: string }) {
      if (given === keys.admin) return ApiKey.fromPartial({ keyId: 'key-admin', tenant: 'acme', role: 'admin' })
      if (given === keys.operator)
        return ApiKey.fromPartial({ keyId: 'key-operator', tenant: 'acme', role: 'operator' })
      if (given === secret && made !== undefined) return made
      throw fail('unauthenticated', 'unknown API key')
    },
  }
}

describe('API keys over HTTP', () => {
  it('are made, used, listed without their secret, and stop working at once when they are revoked', async () => {
    await using gateway = await startGateway({ owners: { apiKeys: apiKeyService() } })
    const created = await gateway.call('POST', '/v1/api-keys', { name: 'reports', role: 'admin' })
    assert.equal(created.status, 201)
    assert.equal(created.headers.get('location'), '/v1/api-keys/k9')
    assert.deepEqual(created.body, {
      keyId: 'k9',
      name: 'reports',
      role: 'admin',
      createdAt: '2026-11-23T08:00:00Z',
      secret,
    })
    const listed = await gateway.call('GET', '/v1/api-keys', undefined, { key: secret })
    assert.partialDeepStrictEqual(listed.body, { items: [{ keyId: 'k9' }], nextCursor: null })
    assert.ok(!JSON.stringify(listed.body).includes(secret))
    assert.equal((await gateway.call('DELETE', '/v1/api-keys/k9')).status, 204)
    assert.equal((await gateway.call('GET', '/v1/api-keys', undefined, { key: secret })).status, 401)
    assert.equal((await gateway.call('DELETE', '/v1/api-keys/k9')).status, 404)
  })

  it('take an admin, and roles that exist', async () => {
    await using gateway = await startGateway({ owners: { apiKeys: apiKeyService() } })
    const body = { name: 'reports', role: 'viewer' }
    assert.equal((await gateway.call('POST', '/v1/api-keys', body, { key: keys.operator })).status, 403)
    const odd = await gateway.call('POST', '/v1/api-keys', { name: '', role: 'root' })
    assert.partialDeepStrictEqual(odd.body, { errors: [{ field: 'name' }, { field: 'role' }] })
  })
})
