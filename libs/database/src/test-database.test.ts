import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '@chargeplane/failure'
import { createTestDatabase, openDatabase } from './index.ts'

const open = (url: string) =>
  openDatabase({ url, schema: 'public', applicationName: 'test-database-test', poolSize: 1 })

describe('createTestDatabase', () => {
  it('gives each caller a database of its own, and drops it under open connections', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()])
    assert.notEqual(one.url, two.url)
    const db = open(one.url)
    await db.query('CREATE TABLE mine (id int)')
    await one.drop()
    await assert.rejects(db.query('SELECT 1 FROM mine'))
    await db.close()
    await two.drop()
  })

  it('fails, and says what is missing, without a server', async () => {
    await assert.rejects(createTestDatabase(''), (error: Failure) => {
      assert.equal(error.code, 'failed_precondition')
      assert.match(error.message, /DATABASE_URL/)
      return true
    })
    await assert.rejects(
      createTestDatabase('postgres://postgres@127.0.0.1:1/x'),
      (error: Failure) => error.code === 'unavailable',
    )
  })
})
