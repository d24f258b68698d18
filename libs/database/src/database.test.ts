import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Failure, fail } from '@chargeplane/failure'
import { createTestDatabase, type Database, openDatabase, type TestDatabase } from './index.ts'

const isFailure = (code: string, field?: string) => (error: Failure) => {
  assert.equal(error.code, code, error.message)
  if (field !== undefined) assert.equal(error.field, field)
  return true
}

describe('openDatabase', () => {
  let test: TestDatabase
  let db: Database

  before(async () => {
    test = await createTestDatabase()
    db = openDatabase({ url: test.url, schema: 'public', applicationName: 'database-test', poolSize: 4 })
    await db.query(`CREATE TABLE things (
      id text PRIMARY KEY, amount int NOT NULL CONSTRAINT amount_positive CHECK (amount > 0), other text REFERENCES things)`)
  })
  after(async () => {
    await db.close()
    await test.drop()
  })

  it('works in its schema', async () => {
    await db.query('CREATE SCHEMA elsewhere')
    const elsewhere = openDatabase({ url: test.url, schema: 'elsewhere', applicationName: 'x', poolSize: 1 })
    const [row] = await elsewhere.query<{ schema: string; name: string }>(
      `SELECT current_schema() AS schema, current_setting('application_name') AS name`,
    )
    await elsewhere.close()
    assert.deepEqual(row, { schema: 'elsewhere', name: 'x' })
  })

  it('refuses a schema name that could carry SQL', () => {
    assert.throws(
      () => openDatabase({ url: test.url, schema: 'a; drop', applicationName: 'x', poolSize: 1 }),
      isFailure('invalid_argument', 'schema'),
    )
  })

  it('gives int8 as bigint, numeric and date as text, timestamptz as Date, json parsed', async () => {
    const [row] = await db.query(
      `SELECT 9007199254740993::int8 AS big, ARRAY[1, NULL, 2]::int8[] AS bigs, '{}'::int8[] AS none, 1.10::numeric AS money,
        '2026-11-23'::date AS day, '2026-11-23T01:02:03Z'::timestamptz AS at, '{"a":[1]}'::jsonb AS doc, NULL::int8 AS absent`,
    )
    assert.deepEqual(row, {
      big: 9007199254740993n,
      bigs: [1n, null, 2n],
      none: [],
      money: '1.10',
      day: '2026-11-23',
      at: new Date('2026-11-23T01:02:03Z'),
      doc: { a: [1] },
      absent: null,
    })
  })

  it('takes bigints, dates, buffers and objects as values', async () => {
    const values = [9007199254740993n, new Date(0), Buffer.from([0, 255]), { a: 'ä' }]
    const [row] = await db.query('SELECT $1::int8 AS a, $2::timestamptz AS b, $3::bytea AS c, $4::jsonb AS d', values)
    assert.deepEqual(row, { a: values[0], b: values[1], c: values[2], d: values[3] })
  })

  it('says already_exists for a repeated key, and which constraint', async () => {
    await db.query(`INSERT INTO things VALUES ('twice', 1)`)
    await assert.rejects(db.query(`INSERT INTO things VALUES ('twice', 1)`), isFailure('already_exists', 'things_pkey'))
  })

  for (const [what, sql, field] of [
    ['a missing column', `INSERT INTO things VALUES ('n', NULL)`, 'amount'],
    ['a broken check', `INSERT INTO things VALUES ('n', 0)`, 'amount_positive'],
    ['a foreign key without its row', `INSERT INTO things VALUES ('n', 1, 'nobody')`, 'things_other_fkey'],
    ['text that is no number', `SELECT 'x'::int`, undefined],
    ['a number out of range', `SELECT 3000000000::int8::int4`, undefined],
    ['text that PostgreSQL can not hold', `SELECT convert_from('\\x00'::bytea, 'UTF8')`, undefined],
  ] as const) {
    it(`says invalid_argument for ${what}`, async () => {
      await assert.rejects(db.query(sql), isFailure('invalid_argument', field))
    })
  }

  it('says internal, and nothing of the statement, for a mistake of ours', async () => {
    await assert.rejects(db.query('SELECT secret FROM nowhere'), (error: Failure) => {
      assert.equal(error.code, 'internal')
      assert.equal(error.retryable, false)
      assert.doesNotMatch(error.message, /nowhere/)
      return true
    })
  })

  it('says deadline_exceeded for a statement over its time, and goes on with the connection', async () => {
    const quick = openDatabase({
      url: test.url,
      schema: 'public',
      applicationName: 'x',
      poolSize: 1,
      statementTimeoutMs: 100,
    })
    await assert.rejects(quick.query('SELECT pg_sleep(5)'), isFailure('deadline_exceeded'))
    await quick.ready()
    await quick.close()
  })

  it('says unavailable, retryable, for serialization failures and deadlocks', async () => {
    for (const sqlstate of ['40001', '40P01', '55P03', '53300', '57P01', '57P03']) {
      const raise = `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${sqlstate}'; END $$`
      await assert.rejects(
        db.query(raise),
        (error: Failure) => error.code === 'unavailable' && error.retryable,
        sqlstate,
      )
    }
  })

  it('commits what a transaction did', async () => {
    const result = await db.transaction(async tx => {
      await tx.query(`INSERT INTO things VALUES ('kept', 1)`)
      return 'done'
    })
    assert.equal(result, 'done')
    assert.equal((await db.query(`SELECT 1 FROM things WHERE id = 'kept'`)).length, 1)
  })

  it('rolls back what a transaction did when it throws, and lets the error through', async () => {
    const reason = fail('not_found', 'changed my mind')
    const attempt = db.transaction(async tx => {
      await tx.query(`INSERT INTO things VALUES ('dropped', 1)`)
      throw reason
    })
    await assert.rejects(attempt, error => error === reason)
    assert.deepEqual(await db.query(`SELECT 1 FROM things WHERE id = 'dropped'`), [])
  })

  it('does not claim to have committed when a failed statement was swallowed', async () => {
    const attempt = db.transaction(async tx => {
      await tx.query(`INSERT INTO things VALUES ('swallowed', 1)`)
      await tx.query('SELECT 1 / 0').catch(() => undefined)
    })
    await assert.rejects(attempt, isFailure('internal'))
    assert.deepEqual(await db.query(`SELECT 1 FROM things WHERE id = 'swallowed'`), [])
  })

  it('refuses a statement that comes after the end of its transaction', async () => {
    const leaked = await db.transaction(async tx => tx)
    await assert.rejects(leaked.query('SELECT 1'), isFailure('internal'))
  })

  it('gives every connection back', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        db
          .transaction(async tx => {
            await tx.query('SELECT pg_sleep(0.002)')
            if (i % 2 === 0) throw fail('not_found', 'x')
          })
          .catch(() => undefined),
      ),
    )
    assert.equal(db.pool.idleCount, db.pool.totalCount)
    assert.ok(db.pool.totalCount <= 4)
  })

  it('fails within 2 s when every connection of the pool is in use', async () => {
    const one = openDatabase({ url: test.url, schema: 'public', applicationName: 'x', poolSize: 1 })
    const release = Promise.withResolvers<void>()
    const busy = one.transaction(() => release.promise)
    const started = performance.now()
    await assert.rejects(one.query('SELECT 1'), isFailure('unavailable'))
    assert.ok(performance.now() - started < 2500)
    release.resolve()
    await busy
    await one.close()
  })

  it('ends session locks with their session', async () => {
    const lock = 'SELECT pg_try_advisory_lock(42) AS got'
    await db.session(async session => {
      assert.deepEqual(await session.query(lock), [{ got: true }])
      assert.deepEqual(await db.query(lock), [{ got: false }])
    })
    const deadline = Date.now() + 5000
    let got = false
    // The server notices the closed connection a moment later.
    while (!got && Date.now() < deadline)
      got = (await db.session(s => s.query<{ got: boolean }>(lock)))[0]?.got === true
    assert.ok(got)
  })
})
