// Exact decimals for energy. A constructor of our own, so that no other user of big.js changes its precision or rounding.
import { fail } from '@chargeplane/failure'
import Big from 'big.js'

export const Decimal = Big()
Decimal.DP = 20
Decimal.RM = Big.roundHalfUp
Decimal.strict = true

export type Decimal = Big

/** A double holds so many decimal digits faithfully: what follows them is an artefact of binary (435 kWh/100 is 4.3499999999999996). */
const faithfulDigits = 15

/** The decimal that a double of the wire stands for. Throws invalid_argument for one that is no number. */
export function decimalOf(value: number, field: string): Decimal {
  if (!Number.isFinite(value)) throw fail('invalid_argument', `${field} is ${value}, not a number`, { field })
  return new Decimal(value.toPrecision(faithfulDigits))
}

/** Plain decimal text without an exponent or trailing zeros. */
export function plainText(value: Decimal): string {
  return value.toFixed()
}
