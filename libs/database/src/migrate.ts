// Brings a schema to the state its SQL files describe, once, however many processes start at the same time.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import pg from 'pg'
import { clientConfig, refuseSchemaName } from './connect.ts'
import { databaseFailure } from './failures.ts'

interface Migration {
  name: string
  sql: string
  checksum: string
}

const log = logger('migrate')

/** A migration may rewrite a table; nobody waits for it but the deployment. */
const migrationTimeoutMs = 3_600_000

export async function readMigrations(directory: URL): Promise<Migration[]> {
  const base = directory.href.endsWith('/') ? directory : new URL(`${directory.href}/`)
  const names = (await readdir(base)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async name => {
      if (!/^\d{3}-[a-z0-9-]+\.sql$/.test(name)) {
        throw fail('invalid_argument', `migration ${name} must be called 001-what-it-does.sql`, { field: name })
      }
      const sql = await readFile(new URL(name, base), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** Names identify migrations for ever, wherever their directories lie: one name, one file. */
function refuseDuplicates(migrations: readonly Migration[]): void {
  const seen = new Set<string>()
  for (const { name } of migrations) {
    if (seen.has(name)) throw fail('invalid_argument', `two migrations are called ${name}`, { field: name })
    seen.add(name)
  }
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [
      migration.name,
      migration.checksum,
    ])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    const reason = error instanceof Error ? error.message : String(error)
    const failure = databaseFailure(error)
    throw fail(failure.retryable ? failure.code : 'internal', `migration ${migration.name} failed: ${reason}`, {
      field: migration.name,
      cause: error,
    })
  }
}

async function applyMissing(client: pg.Client, schema: string, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`)
  await client.query(
    'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
  )
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations',
  )
  const applied = new Map(rows.map(row => [row.name, row.checksum]))
  const changed = migrations.find(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum)
  if (changed) {
    throw fail(
      'failed_precondition',
      `migration ${changed.name} was changed after it was applied to schema ${schema}: add a new file instead`,
      {
        field: changed.name,
      },
    )
  }
  const done: string[] = []
  for (const migration of migrations) {
    if (applied.has(migration.name)) continue
    await applyOne(client, migration)
    log.info('migration applied', { schema, name: migration.name })
    done.push(migration.name)
  }
  return done
}

/**
 * Applies the files `001-name.sql` of the directories, in the order given, that `schema` has not seen yet; each in a transaction of its own, so that a
 * failure leaves the ones before it applied and nothing of its own. Processes that start together take turns (advisory lock). Refuses
 * (`failed_precondition`) a file that changed after it was applied; files of a newer version that are not here are left alone, so that an
 * older release can still start. Returns the names applied.
 */
export async function migrate(url: string, schema: string, ...directories: URL[]): Promise<string[]> {
  refuseSchemaName(schema)
  const migrations = (await Promise.all(directories.map(readMigrations))).flat()
  refuseDuplicates(migrations)
  const client = new pg.Client(
    clientConfig({ url, schema, applicationName: 'migrate', statementTimeoutMs: migrationTimeoutMs }),
  )
  client.on('error', error => log.warn('connection to the database lost', { reason: error.message }))
  try {
    await client.connect()
    // Of the session: closing the connection, or dying, gives it back.
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`chargeplane migrate ${schema}`])
    return await applyMissing(client, schema, migrations)
  } catch (error) {
    throw databaseFailure(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}
