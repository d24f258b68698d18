import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { type KeptLog, keptLog } from '../testing/log.ts'
import { createApiKey } from './create-api-key.ts'

let bench: Bench
let log: KeptLog
before(async () => {
  bench = await openBench()
  log = keptLog()
})
after(() => bench.close())

const create = (name: string, role: string, tenant = 'default') =>
  createApiKey({ database: bench.database, log })({ tenant, name, role })

describe('createApiKey', () => {
  it('gives the secret once and keeps its hash, and a line of audit without it', async () => {
    const { apiKey, secret } = await create('Fleet app', 'operator')
    assert.deepEqual(
      [apiKey?.name, apiKey?.role, apiKey?.tenant, apiKey?.revokedAt],
      ['Fleet app', 'operator', 'default', ''],
    )
    assert.ok(secret.startsWith(`cp_${apiKey?.keyId}_`))
    const stored = JSON.stringify(
      await bench.database.query('SELECT *, encode(secret_hash, $1) FROM api_keys', ['escape']),
    )
    assert.ok(!stored.includes(secret.slice(-43)))
    assert.deepEqual(log.lines.at(-1), {
      message: 'api key created',
      attributes: { tenant: 'default', keyId: apiKey?.keyId, name: 'Fleet app', role: 'operator' },
    })
  })

  it('refuses bad input, naming the field', async () => {
    for (const [name, role, tenant, field] of [
      ['', 'viewer', 'default', 'name'],
      ['App', 'root', 'default', 'role'],
      ['App', 'viewer', '', 'tenant'],
    ] as const) {
      await assert.rejects(create(name, role, tenant), { code: 'invalid_argument', field })
    }
  })
})
