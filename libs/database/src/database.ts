import { fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import pg from 'pg'
import { clientConfig, defaultStatementTimeoutMs, refuseSchemaName } from './connect.ts'
import { connectionSurvives, databaseFailure, preparationFault } from './failures.ts'
import { observed, observedWait } from './observe.ts'
import { preparedStatements, type Statements } from './statements.ts'

/** What a row may hold; callers name their own shape as the type argument of `query`. */
export type Row = object

export interface Queryable {
  /** Runs one statement with $1, $2 ... and gives its rows. Rejects with a Failure. */
  query<T extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<T[]>
}

export interface Database extends Queryable {
  /**
   * Runs `run` inside one transaction (READ COMMITTED) and commits. Anything thrown rolls back and comes out as it was thrown. When it
   * rejects with `unavailable`, the commit may have happened all the same, its answer lost: what runs inside must bear repetition.
   */
  transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T>
  /**
   * Runs `run` on one connection of the pool, outside a transaction, and closes that connection afterwards: for session-level advisory
   * locks, which end with it.
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
  /** Becomes the search path. */
  schema: string
  /** Shown in pg_stat_activity. */
  applicationName: string
  poolSize: number
  /** Default 30,000 ms. */
  statementTimeoutMs?: number
  /** Statements that each connection keeps prepared at most; 0: none. Default 200. */
  preparedStatements?: number
  /**
   * Uses of a connection before another takes its place; default 5,000. Its prepared statements have plans for the tables as they were. Opening one costs as
   * much as some dozen uses.
   */
  maxUses?: number
}

interface Lease extends Queryable {
  /** Commits, and rejects when that turned out to be a rollback. */
  commit(): Promise<void>
  /** Whether an error has left the connection in doubt. */
  readonly broken: boolean
  /** Whether a statement was refused, before it did anything, only because of how it had been prepared. */
  readonly refused: boolean
  /** Gives the connection back, or closes it when it is broken or `close` says so. Afterwards the lease refuses to be used. */
  end(close?: boolean): void
}

const log = logger('database')
const defaultMaxUses = 5000
const defaultPreparedStatements = 200

interface Source {
  pool: pg.Pool
  schema: string
  statements: Statements
}

function unprepare(statements: Statements, fault: 'void' | 'unknown'): void {
  if (fault === 'void') statements.forget()
  else {
    statements.giveUp()
    log.warn('prepared statements do not last here; going on without (DATABASE_PREPARED_STATEMENTS)')
  }
}

/** A connection of the pool. What is called on it too late, for want of an `await`, fails here instead of landing in a stranger's transaction. */
async function lease({ pool, schema, statements }: Source): Promise<Lease> {
  const client = await observedWait(schema, () => pool.connect()).catch(error => {
    throw databaseFailure(error)
  })
  let ended = false
  let broken = false
  let refused = false

  function run<T extends Row>(sql: string, values?: readonly unknown[]): Promise<pg.QueryResult<T>> {
    if (ended) return Promise.reject(fail('internal', 'a statement came after the end of its transaction'))
    return observed(schema, sql, async () => {
      try {
        if (values === undefined || values.length === 0) return await client.query<T>(sql)
        const name = statements.nameOf(sql)
        return await client.query<T>({ text: sql, values: [...values], ...(name === undefined ? {} : { name }) })
      } catch (error) {
        broken ||= !connectionSurvives(error)
        const fault = preparationFault(error)
        if (fault) {
          refused = true
          unprepare(statements, fault)
        }
        throw databaseFailure(error)
      }
    })
  }

  return {
    async query<T extends Row>(sql: string, values?: readonly unknown[]): Promise<T[]> {
      return (await run<T>(sql, values)).rows
    },
    async commit() {
      const { command } = await run('COMMIT')
      // PostgreSQL answers so, without an error, when a statement of the transaction failed and the failure was swallowed.
      if (command !== 'COMMIT')
        throw fail('internal', 'the transaction was rolled back: a failed statement was ignored in it')
    },
    get broken() {
      return broken
    },
    get refused() {
      return refused
    },
    end(close = false) {
      ended = true
      client.release(broken || close)
    },
  }
}

async function inTransaction<T>(source: Source, run: (tx: Queryable) => Promise<T>): Promise<T> {
  const tx = await lease(source)
  try {
    await tx.query('BEGIN')
    const result = await run(tx)
    await tx.commit()
    tx.end()
    return result
  } catch (error) {
    await rollBack(tx)
    throw error
  }
}

/** Leaves no open transaction behind: closing the connection of one that can't say ROLLBACK any more makes the server do it. */
async function rollBack(tx: Lease): Promise<void> {
  if (!tx.broken)
    await tx.query('ROLLBACK').catch(error => log.warn('rollback failed; closing the connection', { error }))
  tx.end()
}

function openPool(options: DatabaseOptions): pg.Pool {
  const config = clientConfig({ statementTimeoutMs: defaultStatementTimeoutMs, ...options })
  const pool = new pg.Pool({
    ...config,
    max: options.poolSize,
    idleTimeoutMillis: 30_000,
    maxUses: options.maxUses ?? defaultMaxUses,
  })
  // Without a listener Node makes a lost connection an uncaught exception. The pool says the same of an idle one once more.
  pool.on('error', () => undefined)
  pool.on('connect', client => {
    client.on('error', error => log.warn('connection to the database lost', { reason: error.message }))
  })
  return pool
}

/**
 * Opens a pool. Does not connect: a server that is away shows as `unavailable` from each call, within 2 s, and calls succeed again as soon as
 * it is back. Throws invalid_argument for a schema name that is none.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { schema } = options
  refuseSchemaName(schema)
  const pool = openPool(options)
  const statements = preparedStatements(options.preparedStatements ?? defaultPreparedStatements)
  const source = { pool, schema, statements }

  async function query<T extends Row>(sql: string, values?: readonly unknown[]): Promise<T[]> {
    const leased = await lease(source)
    try {
      return await leased.query<T>(sql, values)
    } catch (error) {
      if (!leased.refused) throw error
      return await leased.query<T>(sql, values)
    } finally {
      leased.end()
    }
  }

  return {
    pool,
    query,
    transaction: run => inTransaction(source, run),
    async session(run) {
      // It may last for as long as the process does, and what it reads grow from nothing to millions: its plans are made each time.
      const session = await lease({ ...source, statements: preparedStatements(0) })
      try {
        return await run(session)
      } finally {
        session.end(true)
      }
    },
    async ready() {
      await query('SELECT 1')
    },
    close: () => pool.end(),
  }
}
