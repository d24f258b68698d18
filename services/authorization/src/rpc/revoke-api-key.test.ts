import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { type KeptLog, keptLog } from '../testing/log.ts'
import { createApiKey } from './create-api-key.ts'
import { revokeApiKey } from './revoke-api-key.ts'

let bench: Bench
let log: KeptLog
before(async () => {
  bench = await openBench()
  log = keptLog()
})
after(() => bench.close())

const revoke = (tenant: string, keyId: string) => revokeApiKey({ database: bench.database, log })({ tenant, keyId })

describe('revokeApiKey', () => {
  it('revokes once, keeps since when, and leaves a line of audit', async () => {
    const { apiKey } = await createApiKey({ database: bench.database, log })({
      tenant: 'default',
      name: 'x',
      role: 'admin',
    })
    const keyId = apiKey?.keyId ?? ''
    await revoke('default', keyId)
    const [first] = await bench.database.query('SELECT revoked_at FROM api_keys')
    await revoke('default', keyId)
    assert.deepEqual(await bench.database.query('SELECT revoked_at FROM api_keys'), [first])
    assert.deepEqual(log.lines.at(-1), { message: 'api key revoked', attributes: { tenant: 'default', keyId } })
  })

  it('answers not_found for an unknown key and one of another tenant, which stays valid', async () => {
    const { apiKey } = await createApiKey({ database: bench.database, log })({
      tenant: 'other',
      name: 'x',
      role: 'admin',
    })
    for (const keyId of [apiKey?.keyId ?? '', 'nobody', '', 'a\u0000']) {
      await assert.rejects(revoke('default', keyId), { code: 'not_found', field: 'keyId' })
    }
    const [row] = await bench.database.query<{ revoked_at: Date | null }>(
      `SELECT revoked_at FROM api_keys WHERE tenant = 'other'`,
    )
    assert.equal(row?.revoked_at, null)
  })
})
