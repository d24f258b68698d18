import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { openDatabase } from '@chargeplane/database'
import { startDatabaseProxy } from '@chargeplane/database/testing'
import { until } from '@chargeplane/service/testing'
import { ensureBootstrapKey, startBootstrap } from './bootstrap-key.ts'
import { revokeApiKey } from './rpc/revoke-api-key.ts'
import { verifyApiKey } from './rpc/verify-api-key.ts'
import { type Bench, openBench } from './testing/bench.ts'
import { type KeptLog, keptLog } from './testing/log.ts'

const secret = `cp_bootstrap_${'a'.repeat(43)}`
const another = `cp_bootstrap_${'b'.repeat(43)}`

let bench: Bench
let log: KeptLog
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  log = keptLog()
  await bench.empty('api_keys')
})

const ensure = (key: string) => ensureBootstrapKey(bench.database, key, log)
const verify = (key: string) => verifyApiKey({ database: bench.database, log })({ secret: key })

describe('ensureBootstrapKey', () => {
  it('makes an admin key of tenant default, once, however many start with it', async () => {
    await Promise.all([ensure(secret), ensure(secret), ensure(secret)])
    await ensure(secret)
    const key = await verify(secret)
    assert.deepEqual([key.keyId, key.tenant, key.role, key.name], ['bootstrap', 'default', 'admin', 'bootstrap'])
    assert.equal(log.lines.length, 1)
    assert.ok(!JSON.stringify(log.lines).includes(secret))
  })

  it('follows the environment to another secret of the same id', async () => {
    await ensure(secret)
    await ensure(another)
    assert.equal((await verify(another)).role, 'admin')
    await assert.rejects(verify(secret), { code: 'unauthenticated' })
  })

  it('leaves a revoked key revoked', async () => {
    await ensure(secret)
    await revokeApiKey({ database: bench.database, log })({ tenant: 'default', keyId: 'bootstrap' })
    await ensure(secret)
    await ensure(another)
    await assert.rejects(verify(another), { code: 'unauthenticated' })
  })
})

describe('startBootstrap', () => {
  it('waits for a PostgreSQL that is away at the start', async t => {
    const line = await startDatabaseProxy(bench.url)
    const options = { url: line.urlOf(bench.url), schema: 'authorization', applicationName: 'test', poolSize: 1 }
    const database = openDatabase(options)
    t.after(async () => {
      await database.close()
      await line.close()
    })
    await line.cut()
    const bootstrap = startBootstrap(database, secret, log, 20)
    await until('a first try', () => log.lines.length > 0)
    await line.heal()
    await until('the key', () =>
      verify(secret).then(
        ({ role }) => role === 'admin',
        () => false,
      ),
    )
    await bootstrap.close()
  })

  it('gives up when the service stops', async () => {
    const away = openDatabase({ url: 'postgres://127.0.0.1:1/none', schema: 'x', applicationName: 'test', poolSize: 1 })
    const bootstrap = startBootstrap(away, secret, log, 60_000)
    await until('a first try', () => log.lines.length > 0)
    await bootstrap.close()
    await away.close()
  })
})
