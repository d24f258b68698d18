// A database of its own for a suite, made on the server that DATABASE_URL names.
import { randomBytes } from 'node:crypto'
import { fail } from '@chargeplane/failure'
import pg from 'pg'
import { connectTimeoutMs } from './connect.ts'
import { databaseFailure } from './failures.ts'

export interface TestDatabase {
  url: string
  /** Drops it, connections and all. */
  drop(): Promise<void>
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(sql)
  } catch (error) {
    throw databaseFailure(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Creates an empty database with a random name on `server`, by default the one DATABASE_URL names. Needs the right to create databases;
 * fails, never skips, without it.
 */
export async function createTestDatabase(server = process.env.DATABASE_URL): Promise<TestDatabase> {
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
  await administer(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}
