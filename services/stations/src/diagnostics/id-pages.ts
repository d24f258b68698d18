// Pages of lists that are sorted by a number of the station's, which may be larger than a PostgreSQL integer.
import { fail } from '@chargeplane/failure'
import { keyset } from '@chargeplane/rpc'

const pages = keyset('text')

/** The id after which the page begins. Throws invalid_argument on `pageToken`. */
export function idAfter(pageToken: string): string {
  const [after = '-1'] = pages.after(pageToken) ?? []
  if (/^-?\d{1,16}$/.test(after)) return after
  throw fail('invalid_argument', 'pageToken is not one that this list gave out', { field: 'pageToken' })
}

export function cutById<Row>(rows: readonly Row[], size: number, idOf: (row: Row) => bigint) {
  return pages.cut(rows, size, row => [String(idOf(row))])
}
