import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { componentFor, isDimension, type PriceTariff } from './tariff.ts'

const energy = (price: string) => ({ type: 'ENERGY' as const, price, vat: '', stepSize: 1 })
const flat = { type: 'FLAT' as const, price: '1', vat: '', stepSize: 1 }

describe('componentFor', () => {
  const tariff: PriceTariff = {
    currency: 'EUR',
    elements: [{ components: [flat] }, { components: [energy('0.30')] }, { components: [energy('0.99'), flat] }],
  }

  it('takes the first element that has the dimension', () =>
    assert.equal(componentFor(tariff, 'ENERGY')?.price, '0.30'))

  it('finds nothing for a dimension without a price', () => assert.equal(componentFor(tariff, 'TIME'), undefined))
})

describe('isDimension', () => {
  it('knows the four of OCPI that are priced here', () => {
    assert.deepEqual(['FLAT', 'ENERGY', 'TIME', 'PARKING_TIME', 'SESSION_TIME', 'flat', ''].map(isDimension), [
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
