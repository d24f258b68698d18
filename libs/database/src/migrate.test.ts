import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Failure } from '@chargeplane/failure'
import { createTestDatabase, type Database, migrate, openDatabase, type TestDatabase } from './index.ts'

describe('migrate', () => {
  let test: TestDatabase
  let db: Database
  let root: string
  let directory: URL
  let schema: string
  let count = 0

  before(async () => {
    test = await createTestDatabase()
    db = openDatabase({ url: test.url, schema: 'public', applicationName: 'migrate-test', poolSize: 2 })
    root = await mkdtemp(join(tmpdir(), 'migrate-'))
  })
  after(async () => {
    await db.close()
    await test.drop()
    await rm(root, { recursive: true })
  })
  beforeEach(async () => {
    schema = `s${++count}`
    directory = await folder('a', { '001-first.sql': 'CREATE TABLE first (id int)' })
  })

  async function folder(name: string, files: Record<string, string>): Promise<URL> {
    const path = join(root, schema, name)
    await mkdir(path, { recursive: true })
    for (const [file, sql] of Object.entries(files)) await writeFile(join(path, file), sql)
    return pathToFileURL(path)
  }

  const add = (file: string, sql: string): Promise<URL> => folder('a', { [file]: sql })

  async function tables(): Promise<string[]> {
    const rows = await db.query<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1',
      [schema],
    )
    return rows.map(row => row.name)
  }

  it('creates the schema and applies every file once', async () => {
    await add('002-second.sql', 'CREATE TABLE second (id int); INSERT INTO second VALUES (1)')
    assert.deepEqual(await migrate(test.url, schema, directory), ['001-first.sql', '002-second.sql'])
    assert.deepEqual(await migrate(test.url, schema, directory), [])
    assert.deepEqual(await tables(), ['first', 'schema_migrations', 'second'])
  })

  it('takes directories in the order given', async () => {
    const more = await folder('b', { '001-more.sql': 'ALTER TABLE first ADD COLUMN more int' })
    assert.deepEqual(await migrate(test.url, schema, directory, more), ['001-first.sql', '001-more.sql'])
  })

  it('applies what was added since', async () => {
    await migrate(test.url, schema, directory)
    await add('002-later.sql', 'CREATE TABLE later (id int)')
    assert.deepEqual(await migrate(test.url, schema, directory), ['002-later.sql'])
  })

  it('refuses a file that changed after it was applied, naming it', async () => {
    await migrate(test.url, schema, directory)
    await add('001-first.sql', 'CREATE TABLE first (id bigint)')
    await assert.rejects(migrate(test.url, schema, directory), (error: Failure) => {
      assert.equal(error.code, 'failed_precondition')
      assert.equal(error.field, '001-first.sql')
      assert.match(error.message, /changed after it was applied/)
      return true
    })
  })

  it('leaves nothing of a file that fails, and what came before it', async () => {
    await add('002-broken.sql', 'CREATE TABLE half (id int); CREATE TABLE first (id int)')
    await assert.rejects(migrate(test.url, schema, directory), (error: Failure) => {
      assert.equal(error.code, 'internal')
      assert.match(error.message, /002-broken\.sql.*"first" already exists/)
      return true
    })
    assert.deepEqual(await tables(), ['first', 'schema_migrations'])
    await add('002-broken.sql', 'CREATE TABLE whole (id int)')
    assert.deepEqual(await migrate(test.url, schema, directory), ['002-broken.sql'])
  })

  it('lets processes that start together take turns', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => migrate(test.url, schema, directory)))
    assert.deepEqual(results.flat(), ['001-first.sql'])
  })

  it('starts an older release beside a newer schema', async () => {
    await add('002-newer.sql', 'CREATE TABLE newer (id int)')
    await migrate(test.url, schema, directory)
    await rm(new URL('002-newer.sql', `${directory.href}/`))
    assert.deepEqual(await migrate(test.url, schema, directory), [])
  })

  it('refuses two files of one name', async () => {
    const other = await folder('c', { '001-first.sql': 'SELECT 1' })
    await assert.rejects(
      migrate(test.url, schema, directory, other),
      (error: Failure) => error.field === '001-first.sql',
    )
  })

  it('refuses a file name without number, and a schema name with a quote', async () => {
    await assert.rejects(
      migrate(test.url, schema, await add('first.sql', 'SELECT 1')),
      (error: Failure) => error.code === 'invalid_argument' && error.field === 'first.sql',
    )
    await assert.rejects(migrate(test.url, 'a"b', directory), (error: Failure) => error.field === 'schema')
  })

  it('is unavailable when the server is away', async () => {
    await assert.rejects(
      migrate('postgres://postgres@127.0.0.1:1/none', schema, directory),
      (error: Failure) => error.code === 'unavailable',
    )
  })
})
