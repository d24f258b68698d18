import { fail } from '@chargeplane/failure'

/** What people call a station: anything that prints on a line. */
export function checkName(name: string): void {
  if (!/^[^\p{Cc}]{0,200}$/u.test(name)) {
    throw fail('invalid_argument', 'name must be at most 200 characters without control characters', { field: 'name' })
  }
}
