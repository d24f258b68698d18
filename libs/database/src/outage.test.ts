import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Failure } from '@chargeplane/failure'
import { createTestDatabase, type Database, openDatabase, type TestDatabase } from './index.ts'
import { startTcpProxy, type TcpProxy } from './testing.ts'

const unavailable = (error: Failure): boolean => error.code === 'unavailable' && error.retryable

describe('a database that goes away', () => {
  let test: TestDatabase
  let proxy: TcpProxy
  let db: Database

  before(async () => {
    test = await createTestDatabase()
    const { hostname, port } = new URL(test.url)
    proxy = await startTcpProxy(hostname, Number(port))
    db = openDatabase({
      url: proxy.urlOf(test.url),
      schema: 'public',
      applicationName: 'outage-test',
      poolSize: 4,
      statementTimeoutMs: 500,
    })
    await db.query('CREATE TABLE facts (id int PRIMARY KEY)')
  })
  afterEach(() => proxy.heal())
  after(async () => {
    await db.close()
    await proxy.close()
    await test.drop()
  })

  /** A connection that died a moment ago may be lent out once more before its death is known: at most one failure for each of the pool. */
  async function recovered(): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        return await db.ready()
      } catch (error) {
        assert.ok(failures < 4, String(error))
      }
    }
  }

  async function rejectsWithin(ms: number, work: () => Promise<unknown>): Promise<void> {
    const started = performance.now()
    await assert.rejects(work(), unavailable)
    const took = performance.now() - started
    assert.ok(took < ms, `took ${took} ms`)
  }

  it('is unavailable at once when it refuses connections, and works again by itself', async () => {
    await db.ready()
    await proxy.cut()
    await rejectsWithin(500, () => db.query('SELECT 1'))
    await rejectsWithin(500, () => db.ready())
    await rejectsWithin(500, () => db.transaction(tx => tx.query('SELECT 1')))
    await proxy.heal()
    await recovered()
  })

  it('is unavailable when idle connections were cut, and the process lives', async () => {
    await Promise.all([1, 2, 3].map(() => db.query('SELECT pg_sleep(0.05)')))
    await proxy.cut()
    await proxy.heal()
    await recovered()
  })

  it('rejects the transaction that was under way, also when nothing was running on it', async () => {
    const attempt = db.transaction(async tx => {
      await tx.query('INSERT INTO facts VALUES (1)')
      await proxy.cut()
      await new Promise(resolve => setImmediate(resolve))
      await tx.query('INSERT INTO facts VALUES (2)')
    })
    await assert.rejects(attempt, unavailable)
    await proxy.heal()
    await recovered()
    assert.deepEqual(await db.query('SELECT id FROM facts WHERE id IN (1, 2)'), [])
  })

  it('rejects the statement that was under way', async () => {
    const started = db.query('SELECT pg_sleep(0.4)')
    const rejected = assert.rejects(started, unavailable)
    while (db.pool.idleCount === db.pool.totalCount) await new Promise(resolve => setImmediate(resolve))
    await proxy.cut()
    await rejected
  })

  it('gives up on a server that answers nothing: connections within 2 s, statements soon after their own limit', async () => {
    await db.ready()
    proxy.freeze()
    await rejectsWithin(500 + 1000 + 700, () => db.query('SELECT 1'))
    await rejectsWithin(2700, () => db.query('SELECT 1'))
    await proxy.heal()
    await recovered()
  })
})
