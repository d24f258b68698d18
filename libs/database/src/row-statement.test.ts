import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Failure } from '@chargeplane/failure'
import {
  createTestDatabase,
  type Database,
  openDatabase,
  type Queryable,
  rowStatement,
  type TestDatabase,
} from './index.ts'

describe('rowStatement', () => {
  let test: TestDatabase
  let db: Database
  let texts: string[]
  before(async () => {
    test = await createTestDatabase()
    db = openDatabase({ url: test.url, schema: 'public', applicationName: 'rows-test', poolSize: 1 })
    await db.query('CREATE TABLE things (id int8 PRIMARY KEY, name text NOT NULL, at timestamptz)')
  })
  after(async () => {
    await db.close()
    await test.drop()
  })

  const keep = rowStatement(
    { id: 'int8', name: 'text', at: 'timestamptz' },
    ' INSERT INTO things SELECT id, name, at FROM told RETURNING id, name, at',
  )
  async function kept(columns: unknown[][]) {
    texts = []
    const watched: Queryable = {
      query(sql, values) {
        texts.push(sql)
        return db.query(sql, values)
      },
    }
    return keep(watched, columns)
  }

  it('takes one row and many rows alike', async () => {
    const at = new Date(0)
    assert.deepEqual(await kept([[1n], ["O'Neill, {}"], [at]]), [{ id: 1n, name: "O'Neill, {}", at }])
    assert.doesNotMatch(texts[0] ?? '', /unnest/)
    assert.deepEqual(
      await kept([
        [2n, 3n],
        ['a', ''],
        [null, at],
      ]),
      [
        { id: 2n, name: 'a', at: null },
        { id: 3n, name: '', at },
      ],
    )
    assert.match(texts[0] ?? '', /unnest/)
  })

  it('asks nothing when there are no rows', async () => {
    assert.deepEqual(await kept([[], [], []]), [])
    assert.deepEqual(await kept([]), [])
    assert.deepEqual(texts, [])
  })

  it('refuses what the table refuses', async () => {
    await assert.rejects(kept([[4n], [null], [null]]), (error: Failure) => error.code === 'invalid_argument')
    await assert.rejects(
      kept([
        [5n, 5n],
        ['a', 'b'],
        [null, null],
      ]),
      (error: Failure) => error.code === 'already_exists',
    )
  })
})
