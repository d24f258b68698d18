// The options every connection to PostgreSQL is opened with.
import { fail } from '@chargeplane/failure'
import type pg from 'pg'
import { typeParsers } from './type-parsers.ts'

/** Nothing waits longer than this for a connection, ms: neither for a free one of the pool nor for the server. */
export const connectTimeoutMs = 2000
export const defaultStatementTimeoutMs = 30_000

/**
 * How the server notices that we are gone: a process that vanishes without a FIN must not keep its row locks, advisory locks and
 * transaction for the kernel's two hours. About 25 s of silence, or 30 s of doing nothing inside a transaction.
 */
const vanished = [
  'idle_in_transaction_session_timeout=30000',
  'tcp_keepalives_idle=10',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
]

/** Refuses what could not stand in SQL and in a connection's options as it is. */
export function refuseSchemaName(schema: string): void {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return
  throw fail('invalid_argument', `schema '${schema}' must be lower case letters, digits and _`, { field: 'schema' })
}

/** Client settings shared by pools and single connections; `schema` becomes the search path. */
export function clientConfig(options: {
  url: string
  schema: string
  applicationName: string
  statementTimeoutMs: number
}): pg.ClientConfig {
  const settings = [`search_path=${options.schema}`, ...vanished]
  return {
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    // The server's timeout answers first; this one is for a server or a network that answers nothing.
    query_timeout: options.statementTimeoutMs + 1000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: settings.map(setting => `-c ${setting}`).join(' '),
    types: typeParsers,
  }
}
