// VAT numbers by country: the shapes that its authority gives out, and the check of each. A shape without a check has none, or one of persons
// that is not for a company. The country codes are those of VAT numbers, where Greece is EL and Northern Ireland XI.
import { frenchKey, irishLetter, spanishLetter } from './vat-letters.ts'
import { isMod1110, luhn, remainder, weighted } from './vat-sums.ts'

interface Shape {
  /** Of what follows the country. */
  readonly shape: RegExp
  /** Whether the check digits are right. */
  readonly check?: (number: string) => boolean
}

const last = (number: string): number => Number(number.at(-1))
const summed =
  (weights: readonly number[], modulus: number, wanted = 0) =>
  (number: string): boolean =>
    weighted(number, weights) % modulus === wanted

/** Two rounds of weights: the second where the first leaves 10, which is no digit. */
const twoRounds =
  (first: readonly number[], second: readonly number[]) =>
  (number: string): boolean => {
    const rest = weighted(number, first) % 11
    return (rest === 10 ? (weighted(number, second) % 11) % 10 : rest) === last(number)
  }

const cypriotOdd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
function isCypriot(number: string): boolean {
  const sum = [...number.slice(0, 8)].reduce(
    (total, digit, index) => total + (index % 2 === 0 ? (cypriotOdd[Number(digit)] ?? 0) : Number(digit)),
    0,
  )
  return number.charCodeAt(8) === 65 + (sum % 26)
}

const isBritish = (number: string): boolean => [0, 42, 55].includes(weighted(number, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97)
const british: readonly Shape[] = [{ shape: /^\d{9}(\d{3})?$/, check: isBritish }, { shape: /^(GD[0-4]|HA[5-9])\d\d$/ }]

/** Of a person since 2020: letters count from 10, and the whole is 1 modulo 97 (ISO 7064). */
const isDutchPerson = (number: string): boolean =>
  remainder([...`NL${number}`].map(sign => Number.parseInt(sign, 36)).join(''), 97) === 1

const czech = (number: string): number => (11 - (weighted(number, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 || 1

/** 11 is no digit: such numbers are not given out. */
function slovenian(number: string): boolean {
  const check = 11 - (weighted(number, [8, 7, 6, 5, 4, 3, 2]) % 11)
  return check !== 11 && check % 10 === last(number)
}

export const vatCountries: ReadonlyMap<string, readonly Shape[]> = new Map<string, readonly Shape[]>([
  ['AT', [{ shape: /^U\d{8}$/, check: number => (luhn(number.slice(1, 8)) + last(number)) % 10 === 6 }]],
  [
    'BE',
    [{ shape: /^[01]\d{9}$/, check: number => (Number(number.slice(0, 8)) + Number(number.slice(8))) % 97 === 0 }],
  ],
  [
    'BG',
    [
      { shape: /^\d{9}$/, check: twoRounds([1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9, 10]) },
      { shape: /^\d{10}$/ },
    ],
  ],
  ['CY', [{ shape: /^(?!12)\d{8}[A-Z]$/, check: isCypriot }]],
  ['CZ', [{ shape: /^[0-8]\d{7}$/, check: number => czech(number) % 10 === last(number) }, { shape: /^\d{9,10}$/ }]],
  ['DE', [{ shape: /^[1-9]\d{8}$/, check: isMod1110 }]],
  ['DK', [{ shape: /^[1-9]\d{7}$/, check: summed([2, 7, 6, 5, 4, 3, 2, 1], 11) }]],
  ['EE', [{ shape: /^\d{9}$/, check: summed([3, 7, 1, 3, 7, 1, 3, 7, 1], 10) }]],
  [
    'EL',
    [
      {
        shape: /^\d{9}$/,
        check: number => (weighted(number, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === last(number),
      },
    ],
  ],
  ['ES', [{ shape: /^[A-Z0-9]\d{7}[A-Z0-9]$/, check: spanishLetter }]],
  ['FI', [{ shape: /^\d{8}$/, check: summed([7, 9, 10, 5, 8, 4, 2, 1], 11) }]],
  ['FR', [{ shape: /^[A-HJ-NP-Z0-9]{2}\d{9}$/, check: frenchKey }]],
  ['GB', british],
  ['HR', [{ shape: /^\d{11}$/, check: isMod1110 }]],
  ['HU', [{ shape: /^\d{8}$/, check: summed([9, 7, 3, 1, 9, 7, 3, 1], 10) }]],
  ['IE', [{ shape: /^(\d{7}[A-W][A-IW]?|\d[A-Z+*]\d{5}[A-W])$/, check: irishLetter }]],
  ['IT', [{ shape: /^(?!0{7})\d{7}(?!000)(0\d\d|100|12[01]|888|999)\d$/, check: number => luhn(number) === 0 }]],
  [
    'LT',
    [
      { shape: /^\d{7}1\d$/, check: twoRounds([1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9, 1]) },
      {
        shape: /^\d{10}1\d$/,
        check: twoRounds([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2], [3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4]),
      },
    ],
  ],
  ['LU', [{ shape: /^\d{8}$/, check: number => Number(number.slice(0, 6)) % 89 === Number(number.slice(6)) }]],
  [
    'LV',
    [{ shape: /^[4-9]\d{10}$/, check: summed([9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1], 11, 3) }, { shape: /^[0-3]\d{10}$/ }],
  ],
  ['MT', [{ shape: /^[1-9]\d{7}$/, check: summed([3, 4, 6, 7, 8, 9, 10, 1], 37) }]],
  [
    'NL',
    [
      {
        shape: /^\d{9}B\d\d$/,
        check: number => weighted(number.slice(0, 9), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 || isDutchPerson(number),
      },
    ],
  ],
  ['PL', [{ shape: /^\d{10}$/, check: summed([6, 5, 7, 2, 3, 4, 5, 6, 7, -1], 11) }]],
  [
    'PT',
    [
      {
        shape: /^[1-9]\d{8}$/,
        check: number => ((11 - (weighted(number, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === last(number),
      },
    ],
  ],
  [
    'RO',
    [
      {
        shape: /^[1-9]\d{1,9}$/,
        check: number =>
          ((weighted(number.slice(0, -1).padStart(9, '0'), [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 ===
          last(number),
      },
    ],
  ],
  ['SE', [{ shape: /^\d{10}\d\d$/, check: number => luhn(number.slice(0, 10)) === 0 }]],
  [
    'SI',
    [
      {
        shape: /^[1-9]\d{7}$/,
        check: slovenian,
      },
    ],
  ],
  ['SK', [{ shape: /^[1-9]\d[2-47-9]\d{7}$/, check: number => remainder(number, 11) === 0 }]],
  ['XI', british],
])
