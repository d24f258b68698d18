// Check letters of VAT numbers, where a country has them. Each takes what follows the country.
import { luhn, remainder, weighted } from './vat-sums.ts'

/** Of a person: the remainder by 23 names the letter. */
const personLetters = 'TRWAGMYFPDXBNJZSQVHLCKE'
const companyLetters = 'JABCDEFGHI'

function companyCheck(number: string): boolean {
  const check = (10 - luhn(`${number.slice(1, 8)}0`)) % 10
  const [first = '', given = ''] = [number[0], number[8]]
  const isDigit = given === String(check)
  const isLetter = given === companyLetters[check]
  if ('ABEH'.includes(first)) return isDigit
  if ('NPQRSW'.includes(first)) return isLetter
  return 'CDFGJUV'.includes(first) && (isDigit || isLetter)
}

/** Spain: DNI, NIE and special NIF of persons, CIF of companies. */
export function spanishLetter(number: string): boolean {
  const foreign = 'XYZ'.indexOf(number[0] ?? '')
  const personal = foreign >= 0 ? `${foreign}${number.slice(1, 8)}` : number.slice(0, 8).replace(/^[KLM]/, '')
  if (!/^\d+$/.test(personal)) return companyCheck(number)
  return personLetters[remainder(personal, 23)] === number[8]
}

const frenchAlphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** France: a key of two signs for a SIREN; digits in the old style, at least one letter in the new one. Monaco has numbers of its own. */
export function frenchKey(number: string): boolean {
  const siren = number.slice(2)
  if (!siren.startsWith('000') && luhn(siren) !== 0) return false
  if (/^\d\d/.test(number)) return Number(number.slice(0, 2)) === remainder(`${siren}12`, 97)
  const [first = 0, second = 0] = [...number.slice(0, 2)].map(sign => frenchAlphabet.indexOf(sign))
  const key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100
  return (Number(siren) + 1 + Math.floor(key / 11)) % 11 === key % 11
}

const irishLetters = 'WABCDEFGHIJKLMNOPQRSTUV'

/** Ireland: the letter after seven digits; a second one after it counts nine times its place. In the old style the second place is a letter. */
export function irishLetter(number: string): boolean {
  const isOld = !/^\d{7}/.test(number)
  const digits = isOld ? `0${number.slice(2, 7)}${number[0]}` : number.slice(0, 7)
  const more = irishLetters.indexOf(number[8] ?? 'W') * 9
  return number[7] === irishLetters[(weighted(digits, [8, 7, 6, 5, 4, 3, 2]) + more) % 23]
}
