import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { currencyExponent, isCurrency } from './currency.ts'

describe('currencyExponent', () => {
  const known = {
    EUR: 2,
    GBP: 2,
    INR: 2,
    NOK: 2,
    USD: 2,
    HUF: 2,
    ISK: 0,
    JPY: 0,
    KRW: 0,
    BHD: 3,
    IQD: 3,
    KWD: 3,
    TND: 3,
  }
  for (const [currency, exponent] of Object.entries(known)) {
    it(`${currency} has ${exponent} digits`, () => assert.equal(currencyExponent(currency), exponent))
  }

  for (const code of ['', 'eur', 'EURO', 'XXX', 'XAU', 'DEM', 'constructor']) {
    it(`refuses '${code}'`, () => {
      assert.equal(isCurrency(code), false)
      assert.throws(() => currencyExponent(code), { code: 'invalid_argument', field: 'currency' })
    })
  }
})
