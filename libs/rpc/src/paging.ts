// Keyset paging: a page token is the sort key of the last row shown, so that rows that come or go meanwhile shift nothing.
import { fail } from '@chargeplane/failure'

const maxPageSize = 1000
const defaultPageSize = 100

/** Rows to return: 100 when the request does not say (0), else what it says, up to 1000. Throws invalid_argument on `pageSize`. */
export function pageSize(requested: number): number {
  if (requested === 0) return defaultPageSize
  if (requested < 0 || requested > maxPageSize) {
    throw fail('invalid_argument', `pageSize ${requested} is not from 1 to ${maxPageSize}`, { field: 'pageSize' })
  }
  return requested
}

/** What a column of a sort key holds: text, a PostgreSQL integer, or a timestamptz(3), whose milliseconds are all that a Date keeps. */
interface Parts {
  text: string
  integer: number
  instant: Date
}

type Kind = keyof Parts
type KeyOf<Kinds extends readonly Kind[]> = { [Index in keyof Kinds]: Parts[Kinds[Index]] }

/** The pages of one list. */
interface Keyset<Key> {
  /** Where the page before ended; undefined for the first page (''). Throws invalid_argument on `pageToken` for what such a list never gave out. */
  after(pageToken: string): Key | undefined
  /** Cuts a page out of rows read with a limit of `size` + 1: the one too many says that there is a next page. */
  cut<Row>(rows: readonly Row[], size: number, keyOf: (row: Row) => Key): { items: Row[]; nextPageToken: string }
}

/** Checks a part of a token and gives it back as a value for SQL; undefined for what no such column holds. */
const readers: { readonly [K in Kind]: (part: unknown) => Parts[K] | undefined } = {
  text: part => (typeof part === 'string' && !part.includes('\0') ? part : undefined),
  integer: part => (typeof part === 'number' && (part | 0) === part ? part : undefined),
  instant(part) {
    if (typeof part !== 'string') return undefined
    const at = new Date(part)
    return !Number.isNaN(at.getTime()) && at.toISOString() === part ? at : undefined
  },
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** Pages of a list that is sorted by columns of these kinds, the last of which tell any two rows apart. */
export function keyset<const Kinds extends readonly Kind[]>(...kinds: Kinds): Keyset<KeyOf<Kinds>> {
  const isKey = (key: unknown): key is KeyOf<Kinds> => Array.isArray(key) && !key.includes(undefined)

  function read(token: string): KeyOf<Kinds> | undefined {
    const parts = parse(token)
    if (!Array.isArray(parts) || parts.length !== kinds.length) return undefined
    const key = kinds.map((kind, index) => readers[kind](parts[index]))
    return isKey(key) ? key : undefined
  }
  return {
    after(pageToken) {
      if (pageToken === '') return undefined
      const key = read(pageToken)
      if (key !== undefined) return key
      throw fail('invalid_argument', 'pageToken is not one that this list gave out', { field: 'pageToken' })
    },
    cut(rows, size, keyOf) {
      const items = rows.slice(0, size)
      const last = items.at(-1)
      if (rows.length <= size || last === undefined) return { items, nextPageToken: '' }
      return { items, nextPageToken: Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') }
    },
  }
}
