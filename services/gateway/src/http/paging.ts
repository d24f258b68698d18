// Pages of lists: how far, and an opaque way to go on.
import { fail } from '@chargeplane/failure'
import { z } from 'zod'

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Items on a page, at most'),
  cursor: z.string().max(2_048).optional().describe('nextCursor of the page before'),
}

/** Schema of a page of `item`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Where the next page begins; null on the last'),
  })
}

/** The owner's page token as the caller sees it; bound to its list, so that it cannot be carried to another one. */
export function encodeCursor(list: string, token: string): string | null {
  return token === '' ? null : Buffer.from(`${list}\n${token}`).toString('base64url')
}

/** The owner's page token; empty for the first page. Throws invalid_argument for a cursor that is not of this list. */
export function decodeCursor(list: string, cursor: string | undefined): string {
  if (cursor === undefined) return ''
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!text.startsWith(`${list}\n`) || encodeCursor(list, text.slice(list.length + 1)) !== cursor) {
    const message = 'is not a cursor of this list'
    throw fail('invalid_argument', `cursor: ${message}`, {
      field: 'cursor',
      details: { errors: [{ in: 'query', field: 'cursor', message }] },
    })
  }
  return text.slice(list.length + 1)
}
