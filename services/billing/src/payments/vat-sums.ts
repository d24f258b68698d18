// The arithmetic that check digits of VAT numbers are made of. Pure; `digits` are decimal digits only.

const valuesOf = (digits: string): number[] => [...digits].map(Number)

export function weighted(digits: string, weights: readonly number[]): number {
  return valuesOf(digits).reduce((sum, digit, index) => sum + digit * (weights[index] ?? 0), 0)
}

/** Luhn: every second digit from the right but one counts double, its own digits summed. 0 when the last digit is right. */
export function luhn(digits: string): number {
  const doubled = (digit: number) => (digit > 4 ? digit * 2 - 9 : digit * 2)
  const values = valuesOf(digits).reverse()
  return values.reduce((sum, digit, index) => sum + (index % 2 === 1 ? doubled(digit) : digit), 0) % 10
}

/** ISO 7064, MOD 11,10: true when the last digit is right. */
export function isMod1110(digits: string): boolean {
  const last = valuesOf(digits).reduce((check, digit) => ((((check || 10) * 2) % 11) + digit) % 10, 5)
  return last === 1
}

/** The remainder of a decimal number of any length. */
export function remainder(digits: string, divisor: number): number {
  return valuesOf(digits).reduce((rest, digit) => (rest * 10 + digit) % divisor, 0)
}
