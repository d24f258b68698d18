// Who leaves an edge in which order.
import type { Session } from '../sessions/session.ts'

export interface DepartureOrder {
  /** The next one, still open; undefined when all have been given. */
  next(): Session | undefined
  /** How many will still be given, those counted that may leave of themselves before. */
  readonly left: number
}

/**
 * At most `connections` sessions, in random order, so that no tenant or site leaves in one go: first those without a transaction, then those
 * with one. Who begins to charge meanwhile goes to the end.
 */
export function departureOrder(sessions: Iterable<Session>, connections: number): DepartureOrder {
  const open = shuffled([...sessions].filter(session => !isGone(session)))
  // Taken from their ends.
  const charging = open.filter(session => session.charging)
  const idle = open.filter(session => !session.charging)
  let given = 0

  function find(): Session | undefined {
    for (let session = idle.pop(); session !== undefined; session = idle.pop()) {
      if (isGone(session)) continue
      if (!session.charging) return session
      charging.unshift(session)
    }
    let session = charging.pop()
    while (session !== undefined && isGone(session)) session = charging.pop()
    return session
  }

  return {
    next() {
      const session = given < connections ? find() : undefined
      if (session !== undefined) given += 1
      return session
    },
    get left() {
      return Math.min(connections - given, idle.length + charging.length)
    },
  }
}

const isGone = ({ closed, closing }: Session) => closed || closing !== undefined

function shuffled<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1))
    const [a, b] = [items[i], items[j]]
    if (a !== undefined && b !== undefined) [items[i], items[j]] = [b, a]
  }
  return items
}
