import { fail } from '@chargeplane/failure'

/** Throws invalid_argument unless it is 1, 2 or 3 (OCPP A00). */
export function checkProfile(profile: number): number {
  if (profile === 1 || profile === 2 || profile === 3) return profile
  throw fail('invalid_argument', 'profile must be 1, 2 or 3', { field: 'profile' })
}

/** Control characters aside, at most `max` characters, and not none. */
export function checkText(field: string, text: string, max: number): string {
  if (/^[^\p{C}]+$/u.test(text) && text.length <= max && text.trim() !== '') return text
  throw fail('invalid_argument', `${field} must be 1 to ${max} characters without control characters`, { field })
}
