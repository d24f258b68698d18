import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generateApiKey } from '../api-keys.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { type KeptLog, keptLog } from '../testing/log.ts'
import { createApiKey } from './create-api-key.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { verifyApiKey } from './verify-api-key.ts'

let bench: Bench
let log: KeptLog
let secret: string
let keyId: string
before(async () => {
  bench = await openBench()
  log = keptLog()
  const created = await createApiKey({ database: bench.database, log })({
    tenant: 'north',
    name: 'App',
    role: 'viewer',
  })
  secret = created.secret
  keyId = created.apiKey?.keyId ?? ''
})
after(() => bench.close())

const verify = (text: string) => verifyApiKey({ database: bench.database, log })({ secret: text })
const refused = { code: 'unauthenticated', message: 'the API key is not valid' }

describe('verifyApiKey', () => {
  it('tells whose key it is and what it may do', async () => {
    const key = await verify(secret)
    assert.deepEqual([key.keyId, key.tenant, key.role], [keyId, 'north', 'viewer'])
  })

  it('refuses an unknown key, a wrong one and what is no key alike, and tells the log which', async () => {
    const wrong = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`
    for (const text of [generateApiKey().secret, wrong, '', 'Bearer x', `${secret}\u0000`])
      await assert.rejects(verify(text), refused)
    const reasons = log.lines.slice(-5).map(({ attributes }) => attributes?.reason)
    assert.deepEqual(reasons, ['unknown', 'wrong', 'unknown', 'unknown', 'unknown'])
    assert.ok(!JSON.stringify(log.lines).includes(secret.slice(-43)))
    assert.ok(!JSON.stringify(log.lines).includes(wrong.slice(-43)))
  })

  it('refuses a revoked key with the next request', async () => {
    await revokeApiKey({ database: bench.database, log })({ tenant: 'north', keyId })
    await assert.rejects(verify(secret), refused)
    assert.equal(log.lines.at(-1)?.attributes?.reason, 'revoked')
  })
})
