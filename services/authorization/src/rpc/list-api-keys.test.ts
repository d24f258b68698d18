import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { keptLog } from '../testing/log.ts'
import { createApiKey } from './create-api-key.ts'
import { listApiKeys } from './list-api-keys.ts'
import { revokeApiKey } from './revoke-api-key.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

describe('listApiKeys', () => {
  it('shows the keys of the tenant, revoked ones too, and no secret', async () => {
    const needs = { database: bench.database, log: keptLog() }
    const secrets: string[] = []
    for (const [tenant, name] of [
      ['default', 'one'],
      ['default', 'two'],
      ['other', 'three'],
    ] as const) {
      const { apiKey, secret } = await createApiKey(needs)({ tenant, name, role: 'viewer' })
      secrets.push(secret.slice(-43))
      if (name === 'one') await revokeApiKey(needs)({ tenant, keyId: apiKey?.keyId ?? '' })
    }
    const { apiKeys } = await listApiKeys(bench.database)({ tenant: 'default' })
    assert.deepEqual(
      apiKeys.map(({ name, revokedAt }) => [name, revokedAt !== '']),
      [
        ['one', true],
        ['two', false],
      ],
    )
    for (const secret of secrets) assert.ok(!JSON.stringify(apiKeys).includes(secret))
    await assert.rejects(listApiKeys(bench.database)({ tenant: '' }), { code: 'invalid_argument', field: 'tenant' })
  })
})
