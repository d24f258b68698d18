import { type Failure, fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import pg from 'pg'
import { clientConfig, defaultStatementTimeoutMs, isSchemaName } from './connect.ts'
import { connectionSurvives, databaseFailure } from './failures.ts'
import { observed } from './observe.ts'

/** What a row may hold; callers name their own shape as the type argument of `query`. */
export type Row = object

export interface Queryable {
  /** Runs one statement with $1, $2 ... and gives its rows. Rejects with a Failure. */
  query<T extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<T[]>
}

export interface Database extends Queryable {
  /**
   * Runs `run` inside one transaction (READ COMMITTED) and commits. Anything thrown rolls back and comes out as it was thrown. When it rejects with
   * `unavailable` from the commit itself, whether the commit happened is unknown: what runs inside must be safe to repeat.
   */
  transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T>
  /**
   * Runs `run` on one connection of the pool, outside a transaction, and closes that connection afterwards: for session-level advisory locks.
   */
  session<T>(run: (session: Queryable) => Promise<T>): Promise<T>
  /** Resolves when the server answers a statement, rejects `unavailable` within about 2 s otherwise. */
  ready(): Promise<void>
  /** Waits for running statements, then closes every connection. */
  close(): Promise<void>
  readonly pool: pg.Pool
}

export interface DatabaseOptions {
  /** postgres://user:password@host:port/database */
  url: string
  schema: string
  /** Shown in pg_stat_activity. */
  applicationName: string
  poolSize: number
  /** Default 30,000 ms. */
  statementTimeoutMs?: number
}

const log = logger('database')

function queryableOn(client: Pick<pg.ClientBase, 'query'>): Queryable {
  return {
    query<T extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<T[]> {
      return observed(sql, async () => {
        try {
          const result = await client.query<T>(sql, values === undefined ? undefined : [...values])
          return result.rows
        } catch (error) {
          throw databaseFailure(error)
        }
      })
    },
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw databaseFailure(error)
  }
}

/** Leaves no open transaction behind: rolls back, or throws the connection away when it can't be trusted to do that. */
async function abandon(client: pg.PoolClient, cause: unknown): Promise<void> {
  if (!connectionSurvives(cause)) return client.release(true)
  try {
    await client.query('ROLLBACK')
    client.release()
  } catch {
    client.release(true)
  }
}

async function inTransaction<T>(pool: pg.Pool, run: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await connect(pool)
  const tx = queryableOn(client)
  try {
    await tx.query('BEGIN')
    const result = await run(tx)
    await tx.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    await abandon(client, error)
    throw error
  }
}

async function inSession<T>(pool: pg.Pool, run: (session: Queryable) => Promise<T>): Promise<T> {
  const client = await connect(pool)
  try {
    return await run(queryableOn(client))
  } finally {
    client.release(true)
  }
}

function openPool(options: DatabaseOptions): pg.Pool {
  const config = clientConfig({ statementTimeoutMs: defaultStatementTimeoutMs, ...options })
  const pool = new pg.Pool({ ...config, max: options.poolSize, idleTimeoutMillis: 30_000 })
  // Without a listener Node turns a lost connection into an uncaught exception. Idle ones tell the pool; one that is lent out tells only itself.
  const lost = (error: Error): void => log.warn('connection to the database lost', { error })
  pool.on('error', lost)
  pool.on('connect', client => client.on('error', lost))
  return pool
}

/**
 * Opens a pool whose search path is `schema`. Does not connect: a server that is away shows as `unavailable` from each call, within 2 s, and calls
 * succeed again as soon as it is back.
 */
export function openDatabase(options: DatabaseOptions): Database {
  if (!isSchemaName(options.schema)) throw schemaFailure(options.schema)
  const pool = openPool(options)
  const { query } = queryableOn(pool)
  return {
    pool,
    query,
    transaction: run => inTransaction(pool, run),
    session: run => inSession(pool, run),
    async ready() {
      await query('SELECT 1')
    },
    close: () => pool.end(),
  }
}

function schemaFailure(schema: string): Failure {
  return fail('invalid_argument', `schema '${schema}' must be lower case letters, digits and _`, { field: 'schema' })
}
