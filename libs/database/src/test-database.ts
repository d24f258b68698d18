// A database of its own for a suite, made on the server that DATABASE_URL names. Migrating takes the server longer than copying what was migrated:
// the first suite that wants a schema leaves a template for those that follow.
import { createHash, randomBytes } from 'node:crypto'
import { fail } from '@chargeplane/failure'
import pg from 'pg'
import { connectTimeoutMs } from './connect.ts'
import { databaseFailure } from './failures.ts'
import { migrate, readMigrations } from './migrate.ts'

export interface TestDatabase {
  url: string
  /** Drops it, connections and all. */
  drop(): Promise<void>
}

/** What `migrate` takes. */
export interface Migrations {
  schema: string
  directories: readonly URL[]
}

const templatePrefix = 'test_template_'

async function administer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    throw databaseFailure(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Creates a database with a random name on `server`, by default the one DATABASE_URL names: an empty one, or with the schema of `migrations`.
 * Needs the right to create databases; fails, never skips, without it.
 */
export async function createTestDatabase(
  server = process.env.DATABASE_URL,
  migrations?: Migrations,
): Promise<TestDatabase> {
  if (!server) {
    throw fail(
      'failed_precondition',
      'DATABASE_URL must name a PostgreSQL server for tests: run them through ./chargeplane test',
      {
        field: 'DATABASE_URL',
      },
    )
  }
  const name = `test_${randomBytes(8).toString('hex')}`
  await administer(server, client =>
    migrations ? copyTemplate(client, server, name, migrations) : create(client, name),
  )
  const drop = async () => {
    await administer(server, client => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  }
  return { url: urlOf(server, name), drop }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function create(client: pg.Client, name: string, more = ''): Promise<void> {
  await client.query(`CREATE DATABASE ${name} ${more}`)
}

async function copyTemplate(client: pg.Client, server: string, name: string, migrations: Migrations): Promise<void> {
  const template = await templateNameOf(migrations)
  // Quicker than through the log, but for the checkpoints it needs: unless those are forced to the disk.
  const { rows } = await client.query<{ strategy: string }>(
    `SELECT CASE WHEN current_setting('fsync') = 'off' AND current_setting('server_version_num')::int >= 150000
      THEN 'STRATEGY file_copy' ELSE '' END AS strategy`,
  )
  const copy = () => create(client, name, `TEMPLATE ${template} ${rows[0]?.strategy ?? ''}`)
  try {
    await copy()
  } catch (error) {
    if (!isMissing(error)) throw error
    await makeTemplate(client, server, template, migrations)
    await copy()
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '3D000'
}

/** Of today and of this content: a changed migration is another template. */
async function templateNameOf({ schema, directories }: Migrations): Promise<string> {
  const files = (await Promise.all(directories.map(readMigrations))).flat()
  const content = JSON.stringify([schema, files.map(({ name, checksum }) => [name, checksum])])
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 24)
  return `${templatePrefix}${today()}_${hash}`
}

function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll('-', '')
}

/**
 * Processes that want the same one take turns. It gets its name when it is complete; a crash before that leaves a database like those that tests
 * leave. Takes away the templates of other days, so that a server that lives long does not collect them.
 */
async function makeTemplate(client: pg.Client, server: string, template: string, migrations: Migrations) {
  const lock = [`chargeplane ${template}`]
  await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', lock)
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database')
    const names = rows.map(({ datname }) => datname).filter(each => each.startsWith(templatePrefix))
    if (names.includes(template)) return
    for (const old of names.filter(each => !each.startsWith(templatePrefix + today())))
      await client.query(`DROP DATABASE IF EXISTS ${old}`).catch(() => undefined) // in use by a run around midnight
    const fresh = await createTestDatabase(server)
    try {
      await migrate(fresh.url, migrations.schema, ...migrations.directories)
      await client.query(`ALTER DATABASE ${new URL(fresh.url).pathname.slice(1)} RENAME TO ${template}`)
    } catch (error) {
      await fresh.drop()
      throw error
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', lock)
  }
}
