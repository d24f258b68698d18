// Whether a VAT number can be one: its country, its shape and its check digits. Whether it is registered only the country knows.
import { vatCountries } from './vat-countries.ts'

export type VatNumber = { valid: true; vatNumber: string } | { valid: false; problem: string }

/** Upper case, without the spaces, dots and dashes that people write; Greece under its VAT code. */
function normalVatNumber(text: string): string {
  return text
    .toUpperCase()
    .replace(/[\s.\-/]/g, '')
    .replace(/^GR/, 'EL')
}

const unknownCountry = `begins with none of ${[...vatCountries.keys()].join(', ')}`

export function checkVatNumber(text: string): VatNumber {
  const vatNumber = normalVatNumber(text)
  const shapes = vatCountries.get(vatNumber.slice(0, 2))
  if (shapes === undefined) return { valid: false, problem: unknownCountry }
  const number = vatNumber.slice(2)
  const shape = shapes.find(each => each.shape.test(number))
  if (shape === undefined) return { valid: false, problem: `has not the shape of one of ${vatNumber.slice(0, 2)}` }
  if (shape.check?.(number) === false) return { valid: false, problem: 'its check digit is wrong' }
  return { valid: true, vatNumber }
}
