import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal, decimalOf, plainText } from './decimal.ts'

describe('decimalOf', () => {
  const cases: [number, string][] = [
    [0, '0'],
    [-0, '0'],
    [1500, '1500'],
    [0.1 + 0.2, '0.3'],
    [4.35 * 100, '435'],
    [1.005 * 1000, '1005'],
    [20450.123, '20450.123'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [-12.5, '-12.5'],
  ]
  for (const [value, text] of cases) {
    it(`${value} is ${text}`, () => assert.equal(plainText(decimalOf(value, 'value')), text))
  }

  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    it(`refuses ${value}`, () => {
      assert.throws(() => decimalOf(value, 'meter_start_wh'), { code: 'invalid_argument', field: 'meter_start_wh' })
    })
  }
})

describe('Decimal', () => {
  it('refuses a float', () => assert.throws(() => new Decimal(0.1), /Invalid value/))
})
