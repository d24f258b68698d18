// Tokens read through memory: a token seen a moment ago is not read again, and one seen before is still known while PostgreSQL is away.
import { type Queryable, type ReadThrough, readThrough } from '@chargeplane/database'
import { type IdTokenRow, idTokenColumns } from './id-tokens.ts'

export interface TokenBook {
  /** Undefined: there is no such token. Rejects `unavailable` when PostgreSQL is away and the token was not seen lately. */
  get(tenant: string, hash: string): Promise<IdTokenRow | undefined>
  /** The row has changed. */
  changed(tenant: string, hash: string): void
}

export function openTokenBook(database: Queryable, options: { max: number; freshMs: number }): TokenBook {
  const book: ReadThrough<IdTokenRow> = readThrough({
    ...options,
    async load(key) {
      const slash = key.indexOf('/')
      const rows = await database.query<IdTokenRow>(
        `SELECT ${idTokenColumns} FROM id_tokens WHERE tenant = $1 AND hash = $2`,
        [key.slice(0, slash), key.slice(slash + 1)],
      )
      return rows[0]
    },
  })
  return {
    get: (tenant, hash) => book.get(`${tenant}/${hash}`),
    changed: (tenant, hash) => book.changed(`${tenant}/${hash}`),
  }
}
