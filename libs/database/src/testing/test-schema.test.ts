import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { openDatabase } from '../database.ts'
import { migrate } from '../migrate.ts'
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

  it('has what the migrations say now, not what they said for the suite before', async () => {
    const before = await createTestSchema(migrations)
    const file = join(directory, '001-cars.sql')
    const text = await readFile(file, 'utf8')
    await writeFile(file, `${text} ALTER TABLE cars ADD seats int;`)
    const [after, other] = await Promise.all([
      createTestSchema(migrations),
      createTestSchema({ ...migrations, schema: 'b' }),
    ])
    await writeFile(file, text)
    assert.deepEqual(await before.database.query('SELECT * FROM cars'), [])
    await assert.rejects(before.database.query('SELECT seats FROM cars'))
    assert.deepEqual(await after.database.query('SELECT seats FROM a.cars'), [])
    assert.deepEqual(await other.database.query('SELECT seats FROM b.cars'), [])
    await Promise.all([before.drop(), after.drop(), other.drop()])
  })

  it('is migrated: migrating again changes nothing', async () => {
    const { url, drop } = await createTestSchema(migrations)
    assert.deepEqual(await migrate(url, migrations.schema, ...migrations.directories), [])
    await drop()
  })

  it('keeps templates of today only', async () => {
    const old = 'test_template_20200101_0123456789abcdef01234567'
    const server = openDatabase({
      url: process.env.DATABASE_URL ?? '',
      schema: 'public',
      applicationName: 'test',
      poolSize: 1,
    })
    await server.query(`CREATE DATABASE ${old}`)
    const own = await createTestSchema({ ...migrations, schema: `s${randomBytes(4).toString('hex')}` })
    assert.deepEqual(await server.query('SELECT 1 FROM pg_database WHERE datname = $1', [old]), [])
    await own.drop()
    await server.close()
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
