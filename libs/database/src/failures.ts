// Which failure a PostgreSQL error is: by SQLSTATE and by class, never by text.
import { Failure, type FailureCode, fail } from '@chargeplane/failure'
import pg from 'pg'

/** Whole SQLSTATEs, then classes (the first two characters). https://www.postgresql.org/docs/current/errcodes-appendix.html */
const codes: Readonly<Record<string, FailureCode>> = {
  '23505': 'already_exists',
  '23P01': 'already_exists',
  // Statement timeout, ours or an administrator's.
  '57014': 'deadline_exceeded',
  // Serialization failure, deadlock, lock not available, a standby that was a primary, a transaction we left idle.
  '40001': 'unavailable',
  '40P01': 'unavailable',
  '55P03': 'unavailable',
  '25006': 'unavailable',
  '25P03': 'unavailable',
}
const classes: Readonly<Record<string, FailureCode>> = {
  // Connection exception, insufficient resources (53300: too many connections), operator intervention (57P01-57P03).
  '08': 'unavailable',
  '53': 'unavailable',
  '57': 'unavailable',
  '40': 'unavailable',
  // Invalid data of any kind (text, number out of range, encoding), and constraints.
  '22': 'invalid_argument',
  '23': 'invalid_argument',
}

const awayMessage = 'the database is not available'
/** What a caller is told; PostgreSQL's own words, where they are not for callers, stay in the cause. */
const messages: Partial<Record<FailureCode, string>> = {
  unavailable: awayMessage,
  deadline_exceeded: 'the database took too long',
  already_exists: 'a row with the same key exists',
  internal: 'the database refused a statement',
}

/** A mistake in our own code (a value that can't be serialised, a parser that throws) is not an outage. */
function isProgrammingError(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError
}

/**
 * Whether a statement was refused only because of how it had been prepared. `void`: a table has changed since (PostgreSQL has no SQLSTATE of its own for that, but
 * names where it noticed). `unknown`: the connection is not the one that prepared it, so somebody in between hands connections around.
 */
export function preparationFault(error: unknown): 'void' | 'unknown' | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined
  if (error.code === '0A000' && error.routine === 'RevalidateCachedQuery') return 'void'
  return error.code === '26000' || error.code === '42P05' ? 'unknown' : undefined
}

/**
 * Failure for anything pg throws. Without an SQLSTATE it never reached the server or the connection died: unavailable.
 * invalid_argument and already_exists name the column, else the constraint, as `field`.
 */
export function databaseFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) {
    if (isProgrammingError(error))
      return fail('internal', 'a database call failed inside this process', { cause: error })
    return fail('unavailable', awayMessage, { cause: error })
  }
  if (preparationFault(error)) return fail('unavailable', awayMessage, { cause: error })
  const code = codes[error.code] ?? classes[error.code.slice(0, 2)] ?? 'internal'
  const field = error.column ?? error.constraint
  const message = messages[code] ?? error.message
  return fail(code, message, {
    cause: error,
    details: { sqlstate: error.code },
    ...(field === undefined ? {} : { field }),
  })
}

/** Whether the connection can be used on after what pg threw: the server answered, and did not say it was going away. */
export function connectionSurvives(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return !/^(08|57P|25P03)/.test(error.code ?? '08')
  return isProgrammingError(error)
}
