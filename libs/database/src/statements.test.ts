import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Failure } from '@chargeplane/failure'
import { createTestDatabase, type Database, openDatabase, type TestDatabase } from './index.ts'
import { preparedStatements } from './statements.ts'

describe('preparedStatements', () => {
  const use = (statements: ReturnType<typeof preparedStatements>, sql: string, times: number) =>
    Array.from({ length: times }, () => statements.nameOf(sql))

  it('names what is used again and again, and always the same', () => {
    const statements = preparedStatements(10)
    assert.deepEqual(use(statements, 'a', 4), [undefined, undefined, 's1', 's1'])
    assert.deepEqual(use(statements, 'b', 4), [undefined, undefined, 's2', 's2'])
  })

  it('names no more than allowed', () => {
    const statements = preparedStatements(1)
    assert.equal(use(statements, 'a', 3).at(-1), 's1')
    assert.equal(use(statements, 'b', 9).at(-1), undefined)
    assert.equal(use(preparedStatements(0), 'a', 9).at(-1), undefined)
  })

  it('never names what is built anew for each use, and is not kept by it from naming the rest', () => {
    const statements = preparedStatements(10)
    for (let i = 0; i < 10_000; i++) {
      assert.equal(statements.nameOf(`SELECT ${i}`), undefined)
      if (i % 100 === 0) statements.nameOf('constant')
    }
    assert.equal(statements.nameOf('constant'), 's1')
  })

  it('gives other names after what was prepared is void, and none once given up', () => {
    const statements = preparedStatements(10)
    use(statements, 'a', 3)
    statements.forget()
    assert.deepEqual(use(statements, 'a', 3), [undefined, undefined, 's2'])
    statements.giveUp()
    assert.deepEqual(use(statements, 'a', 4), [undefined, undefined, undefined, undefined])
  })
})

describe('prepared statements of a pool', () => {
  let test: TestDatabase
  let db: Database

  before(async () => {
    test = await createTestDatabase()
    db = openDatabase({ url: test.url, schema: 'public', applicationName: 'prepared', poolSize: 1 })
    await db.query('CREATE TABLE things (id int PRIMARY KEY, name text)')
    await db.query(`INSERT INTO things VALUES (1, 'one')`)
  })
  after(async () => {
    await db.close()
    await test.drop()
  })

  const byId = 'SELECT * FROM things WHERE id = $1'
  const prepared = async (text: string, of = db): Promise<number> =>
    (await of.query('SELECT 1 FROM pg_prepared_statements WHERE statement = $1', [text])).length

  it('are kept by the server', async () => {
    for (let i = 0; i < 5; i++) assert.deepEqual(await db.query(byId, [1]), [{ id: 1, name: 'one' }])
    assert.equal(await prepared(byId), 1)
  })

  it('give the right rows after a migration that changes what a statement answers', async () => {
    await db.query('ALTER TABLE things ADD COLUMN colour text')
    assert.deepEqual(await db.query(byId, [1]), [{ id: 1, name: 'one', colour: null }])
    for (let i = 0; i < 5; i++) await db.query(byId, [1])
    await db.query('ALTER TABLE things DROP COLUMN colour')
    const attempt = db.transaction(tx => tx.query(byId, [1]))
    await assert.rejects(attempt, (error: Failure) => error.code === 'unavailable' && error.retryable)
    assert.deepEqual(await db.transaction(tx => tx.query(byId, [1])), [{ id: 1, name: 'one' }])
  })

  it('are done without when something between here and the server does not keep them', async () => {
    for (let i = 0; i < 5; i++) await db.query(byId, [1])
    // What a pooler does that gives each transaction another connection.
    await db.query('DEALLOCATE ALL')
    assert.deepEqual(await db.query(byId, [1]), [{ id: 1, name: 'one' }])
    for (let i = 0; i < 5; i++) await db.query(byId, [1])
    assert.equal(await prepared(byId), 0)
  })

  it('are not kept by a session, which may outlive every plan', async () => {
    await db.session(async session => {
      for (let i = 0; i < 5; i++) await session.query(byId, [1])
      const kept = await session.query('SELECT 1 FROM pg_prepared_statements WHERE statement = $1', [byId])
      assert.deepEqual(kept, [])
    })
  })

  it('go with their connection, which is replaced after so many uses', async () => {
    const few = openDatabase({ url: test.url, schema: 'public', applicationName: 'few', poolSize: 1, maxUses: 3 })
    const pids = new Set<number>()
    for (let i = 0; i < 7; i++) {
      const [row] = await few.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      if (row) pids.add(row.pid)
    }
    assert.equal(pids.size, 3)
    await few.close()
  })

  it('can be forbidden', async () => {
    const plain = openDatabase({
      url: test.url,
      schema: 'public',
      applicationName: 'plain',
      poolSize: 1,
      preparedStatements: 0,
    })
    for (let i = 0; i < 5; i++) await plain.query(byId, [1])
    assert.equal(await prepared(byId, plain), 0)
    await plain.close()
  })
})
