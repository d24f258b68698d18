// Checks that every request of this service shares. A fault names the field as the contract spells it.
import { fail } from '@chargeplane/failure'

const maxIdLength = 255
const maxPageSize = 1000
const defaultPageSize = 100
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it finds.
const controlCharacter = /[\u0000-\u001f\u007f]/

/** An identifier that must be there: 1 to 255 characters, none of them a control character. Returns it. */
export function requireId(value: string, field: string): string {
  if (value === '') throw fail('invalid_argument', `${field} is missing`, { field })
  return checkText(value, field)
}

/** Text that may be empty, under the same limits. Returns it. */
export function checkText(value: string, field: string): string {
  if (value.length > maxIdLength) {
    throw fail('invalid_argument', `${field} has ${value.length} characters, at most ${maxIdLength} are taken`, {
      field,
    })
  }
  if (controlCharacter.test(value)) throw fail('invalid_argument', `${field} contains a control character`, { field })
  return value
}

/** Rows to return: 100 when the request does not say (0), else what it says, up to 1000. */
export function pageSize(requested: number): number {
  if (requested === 0) return defaultPageSize
  if (requested < 0 || requested > maxPageSize) {
    throw fail('invalid_argument', `pageSize ${requested} is not from 1 to ${maxPageSize}`, { field: 'pageSize' })
  }
  return requested
}
