// Keyset paging: a page token is the sort key of the last row shown, so that rows that come or go meanwhile shift nothing.
import { fail } from '@chargeplane/failure'

/** Where a page of transactions ended. */
export interface Position {
  at: Date
  stationId: string
  transactionId: string
}

const badToken = () => fail('invalid_argument', 'pageToken is not one that this list gave out', { field: 'pageToken' })

function decode(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    throw badToken()
  }
}

/** Undefined for the first page ('' in the request). Throws invalid_argument on pageToken for anything this service did not give out. */
export function readPosition(token: string): Position | undefined {
  if (token === '') return undefined
  const parts = decode(token)
  if (!Array.isArray(parts) || parts.length !== 3 || !parts.every(part => typeof part === 'string')) throw badToken()
  const [instant = '', stationId = '', transactionId = ''] = parts
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) throw badToken()
  return { at, stationId, transactionId }
}

/** Cuts a page out of rows read with a limit of `size` + 1: the one too many says that there is a next page. */
export function cutPage<T>(
  rows: readonly T[],
  size: number,
  positionOf: (row: T) => Position,
): { items: T[]; nextPageToken: string } {
  const items = rows.slice(0, size)
  const last = items.at(-1)
  if (rows.length <= size || last === undefined) return { items, nextPageToken: '' }
  const { at, stationId, transactionId } = positionOf(last)
  const key = JSON.stringify([at.toISOString(), stationId, transactionId])
  return { items, nextPageToken: Buffer.from(key).toString('base64url') }
}
