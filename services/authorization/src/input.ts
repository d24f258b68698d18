// Checks of what only callers of this service send, each naming the field it refuses.
import { fail } from '@chargeplane/failure'

/** A token as it may be stored: OCPP 2.1 allows 255 characters, 2.0.1 36, 1.6 20. */
export function checkIdToken(idToken: string, field: string): void {
  if (!isIdToken(idToken)) {
    throw fail('invalid_argument', `${field} must be 1 to 255 characters without control characters`, { field })
  }
}

export function isIdToken(text: string): boolean {
  return /^[^\p{Cc}\p{Cs}]{1,255}$/u.test(text)
}

export function checkName(name: string): void {
  if (!/^[^\p{Cc}]{1,100}$/u.test(name)) {
    throw fail('invalid_argument', 'name must be 1 to 100 characters without control characters', { field: 'name' })
  }
}

/** RFC 3339 with an offset; empty for none. A time without offset would mean another moment on every machine. */
export function readTime(text: string, field: string): Date | null {
  if (text === '') return null
  const time = new Date(text)
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(time.getTime())) {
    throw fail('invalid_argument', `${field} must be an RFC 3339 time such as 2027-01-31T12:00:00Z`, { field })
  }
  return time
}
