// Keyset paging: a page token is the sort key of the last row shown, so that rows that come or go meanwhile shift nothing.
import { fail } from '@chargeplane/failure'

/** Sort key of a list that runs from the newest to the oldest: the instant, then whatever tells rows of one instant apart. */
export interface NewestFirst {
  at: Date
  id: string
}

export interface Page<T> {
  items: T[]
  nextPageToken: string
}

function encode(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

function decode(token: string, count: number): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Array.isArray(parts) && parts.length === count && parts.every(part => typeof part === 'string')) return parts
  } catch {
    // Not JSON: the same answer as for JSON of another shape.
  }
  throw badToken()
}

const badToken = () => fail('invalid_argument', 'pageToken is not one that this list gave out', { field: 'pageToken' })

/** Undefined for the first page ('' in the request). Throws invalid_argument on page_token for anything this service did not give out. */
export function readNewestFirst(token: string): NewestFirst | undefined {
  if (token === '') return undefined
  const [instant = '', id = ''] = decode(token, 2)
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) throw badToken()
  return { at, id }
}

/** The same for a list sorted by one id. */
export function readAfterId(token: string): string | undefined {
  return token === '' ? undefined : decode(token, 1)[0]
}

/**
 * Cuts a page out of rows read with a limit of `size` + 1: the one too many says that there is a next page. `key` gives the parts of the last row's
 * sort key.
 */
export function cutPage<T>(rows: readonly T[], size: number, key: (row: T) => readonly (string | Date)[]): Page<T> {
  const items = rows.slice(0, size)
  const last = items.at(-1)
  if (rows.length <= size || last === undefined) return { items, nextPageToken: '' }
  return { items, nextPageToken: encode(key(last).map(part => (part instanceof Date ? part.toISOString() : part))) }
}
