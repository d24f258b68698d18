// Statements over rows that the caller gives: one text for a single row, another for any number of them.
import type { Queryable, Row } from './database.ts'

/** Runs the statement; `columns` holds the values of each column, in order, all of one length. Without rows nothing happens. */
export type RowStatement = <T extends Row = Row>(
  db: Queryable,
  columns: readonly (readonly unknown[])[],
) => Promise<T[]>

/**
 * A statement that finds its rows in `told`, with these columns (name: type); `text` goes on behind `WITH told AS (...)`.
 *
 * Of an array PostgreSQL doesn't know how long it is when it makes a plan for all its lengths, and takes that for ten times what the plan for
 * one row would cost: of a statement that mostly has one row it would make a new plan each time, which costs more than carrying it out.
 */
export function rowStatement(columns: Readonly<Record<string, string>>, text: string): RowStatement {
  const named = Object.entries(columns)
  const one = named.map(([name, type], i) => `$${i + 1}::${type} AS ${name}`).join(', ')
  const arrays = named.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')
  const names = named.map(([name]) => name).join(', ')
  const forOne = `WITH told AS (SELECT ${one})${text}`
  const forMany = `WITH told AS (SELECT * FROM unnest(${arrays}) AS t (${names}))${text}`
  return (db, given) => {
    const [first] = given
    if (first === undefined || first.length === 0) return Promise.resolve([])
    if (first.length > 1) return db.query(forMany, given)
    return db.query(
      forOne,
      given.map(([value]) => value),
    )
  }
}
