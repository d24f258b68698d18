// Fields that several resources share, and the way from proto values to JSON ones.
import { fail } from '@chargeplane/failure'
import { z } from 'zod'

/** A station's identity; which characters it may have is for the stations service to say. */
export const stationId = z.string().min(1).max(255).describe("The station's identity, as in its OCPP URL")
export const resourceId = z
  .string()
  .regex(/^[A-Za-z0-9*_=:+|@.-]{1,48}$/, 'must be 1 to 48 letters, digits or any of * _ = : + | @ . -')
export const name = z.string().max(200).describe('For people')
export const timestamp = z.string().describe('RFC 3339, UTC')
/** RFC 3339 with any offset, as a request may give it. */
export const instant = z.iso.datetime({
  offset: true,
  error: 'must be a time of RFC 3339, such as 2026-11-23T08:00:00Z',
})
export const decimal = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,9})?$/, 'must be a decimal number in a string, such as "0.35"')
  .describe('Decimal number in a string')
export const minorUnits = z.int().describe("Amount in the currency's minor unit (cents for EUR)")
export const idTokenHash = z.string().describe('Keyed hash under which the id token appears in events')

/** Proto's empty text, as a field that is left out. */
export function optional(value: string): string | undefined {
  return value === '' ? undefined : value
}

/** A 64-bit integer as a JSON number. One that JSON would round is refused rather than shown wrong. */
export function integer(value: bigint | string, field: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw fail('data_loss', `${field} is outside of what JSON numbers hold`, { field })
  return number
}
