// Checks of request fields that mean the same in every service. A fault names the field as the contract spells it.
import { fail } from '@chargeplane/failure'

const maxIdLength = 255
const tenantPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it finds.
const controlCharacter = /[\u0000-\u001f\u007f]/

/** A tenant: what can stand in a URL and, with a slash behind it, in a key. Returns it; throws invalid_argument on `tenant`. */
export function requireTenant(tenant: string): string {
  if (tenantPattern.test(tenant)) return tenant
  throw fail('invalid_argument', 'tenant must be 1 to 63 letters, digits, dots, dashes or underscores', {
    field: 'tenant',
  })
}

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
