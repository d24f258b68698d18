import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal, isDecimalText, plainText, roundUpTo } from './decimal.ts'

describe('isDecimalText', () => {
  for (const text of ['0', '7', '0.25', '120.0005', '999999999999999.123456789012']) {
    it(`takes ${text}`, () => assert.equal(isDecimalText(text), true))
  }
  for (const text of [
    '',
    '-1',
    '+1',
    '1e3',
    '.5',
    '5.',
    '01',
    '1,5',
    'NaN',
    ' 1',
    '1234567890123456',
    '0.1234567890123',
  ]) {
    it(`refuses '${text}'`, () => assert.equal(isDecimalText(text), false))
  }
})

describe('Decimal', () => {
  it('refuses a float', () => assert.throws(() => new Decimal(0.1), /Invalid value/))

  it('adds what floats cannot', () => assert.equal(new Decimal('0.1').plus('0.2').toFixed(), '0.3'))
})

describe('roundUpTo', () => {
  const cases = [
    ['115.2', '1', '116'],
    ['115.2', '500', '500'],
    ['500', '500', '500'],
    ['500.0001', '500', '1000'],
    ['0', '300', '0'],
  ] as const
  for (const [value, step, expected] of cases) {
    it(`${value} in steps of ${step} is ${expected}`, () =>
      assert.equal(roundUpTo(new Decimal(value), step).toFixed(), expected))
  }
})

describe('plainText', () => {
  it('never writes an exponent', () => {
    assert.equal(plainText(new Decimal('0.00000001')), '0.00000001')
    assert.equal(plainText(new Decimal('1e30')), `1${'0'.repeat(30)}`)
  })

  it('rounds half up to the places asked for', () => assert.equal(plainText(new Decimal('0.1234565'), 6), '0.123457'))
})
