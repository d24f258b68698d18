// Keyset paging: a page begins after the last key of the one before, so that rows that come and go between two pages move no other row.
import { fail } from '@chargeplane/failure'

const defaultSize = 100
const maxSize = 1000

/** 0: the default. Refuses what is negative or too large, naming the field. */
export function pageSize(asked: number): number {
  if (asked < 0 || asked > maxSize) {
    throw fail('invalid_argument', `pageSize must be from 0 to ${maxSize}`, { field: 'pageSize' })
  }
  return asked === 0 ? defaultSize : asked
}

/** Cuts the row that was read beyond the page, which is only there to say that another page follows. */
export function cutPage<T>(
  rows: readonly T[],
  size: number,
  tokenOf: (last: T) => string,
): { page: T[]; nextPageToken: string } {
  const page = rows.slice(0, size)
  const last = page.at(-1)
  return { page, nextPageToken: rows.length > size && last !== undefined ? tokenOf(last) : '' }
}
