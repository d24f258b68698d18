import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { openDatabase } from '../database.ts'
import { startDatabaseProxy } from './tcp-proxy.ts'
import { createTestSchema } from './test-schema.ts'

let directory: string
let migrations: { schema: string; directories: URL[] }
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'migrations-'))
  await writeFile(join(directory, '001-cars.sql'), 'CREATE TABLE cars (name text PRIMARY KEY);')
  migrations = { schema: 'a', directories: [pathToFileURL(`${directory}/`)] }
})
after(() => rm(directory, { recursive: true }))

describe('createTestSchema', () => {
  it('gives each suite tables of its own, and takes them away', async () => {
    const [one, two] = await Promise.all([createTestSchema(migrations), createTestSchema(migrations)])
    await one.database.query(`INSERT INTO cars VALUES ('Zoe')`)
    assert.deepEqual(await two.database.query('SELECT * FROM cars'), [])
    await Promise.all([one.drop(), two.drop()])
    const late = openDatabase({ url: one.url, schema: 'a', applicationName: 'test', poolSize: 1 })
    await assert.rejects(late.query('SELECT 1'))
    await late.close()
  })

  it('fails with the migration that fails', async () => {
    await writeFile(join(directory, '002-broken.sql'), 'CREATE TABLE;')
    await assert.rejects(createTestSchema(migrations))
  })
})

describe('startDatabaseProxy', () => {
  it('stands in front of the server that the URL names', async () => {
    const url = process.env.DATABASE_URL ?? ''
    const line = await startDatabaseProxy(url)
    const database = openDatabase({ url: line.urlOf(url), schema: 'a', applicationName: 'test', poolSize: 1 })
    assert.deepEqual(await database.query('SELECT 1 AS one'), [{ one: 1 }])
    await line.cut()
    await assert.rejects(database.query('SELECT 1'), { code: 'unavailable' })
    await database.close()
    await line.close()
  })
})
