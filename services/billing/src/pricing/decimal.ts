// The decimals that money and energy are reckoned in. A constructor of our own, so that no other user of big.js changes its precision or rounding.
import Big from 'big.js'

/**
 * 24 digits after the point in divisions: prices have at most 10, an hour has 3.6 million ms, so that an exact half is exact here and nothing else
 * comes near enough to one to be mistaken for it. Strict: a JavaScript number is a TypeError, never a silent float.
 */
export const Decimal = Big()
Decimal.DP = 24
Decimal.RM = Big.roundHalfUp
Decimal.strict = true

export type Decimal = Big

const decimalText = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?$/

/** Whether it is a plain decimal that is not negative: no sign, no exponent, no leading zeros, at most 15 + 12 digits. */
export function isDecimalText(text: string): boolean {
  return decimalText.test(text)
}

/** Smallest multiple of `step` (a positive whole number, as text) that is not below `value`. */
export function roundUpTo(value: Decimal, step: string): Decimal {
  const steps = value.div(step).round(0, Big.roundUp)
  return steps.times(step)
}

/** Plain decimal text without trailing zeros and without an exponent. `places`: rounded half up to so many digits. */
export function plainText(value: Decimal, places?: number): string {
  return (places === undefined ? value : value.round(places, Big.roundHalfUp)).toFixed()
}
