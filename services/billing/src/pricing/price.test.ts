import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from './decimal.ts'
import { priceSession } from './price.ts'
import type { Session } from './session.ts'
import type { PriceTariff } from './tariff.ts'

const hourOfCharging: Session = {
  energyWh: new Decimal('20450'),
  periods: [{ startedAtMs: 0, endedAtMs: 3_600_000, charging: true }],
}

const tariff = (currency: string, price: string, vat = ''): PriceTariff => ({
  currency,
  elements: [{ components: [{ type: 'ENERGY', price, vat, stepSize: 1 }] }],
})

describe('priceSession', () => {
  it('rounds a line half up to the minor unit', () => {
    assert.equal(
      priceSession(tariff('EUR', '0.0025'), { ...hourOfCharging, energyWh: new Decimal('2000') }).netMinor,
      1n,
    )
    assert.equal(
      priceSession(tariff('EUR', '0.0024999999'), { ...hourOfCharging, energyWh: new Decimal('2000') }).netMinor,
      0n,
    )
  })

  it('knows the minor unit of the currency', () => {
    assert.equal(priceSession(tariff('EUR', '0.25'), hourOfCharging).netMinor, 511n)
    assert.equal(priceSession(tariff('JPY', '30'), hourOfCharging).netMinor, 614n)
    assert.equal(priceSession(tariff('BHD', '0.1'), hourOfCharging).netMinor, 2045n)
  })

  it('takes VAT from the rounded net of each line', () => {
    const price = priceSession(
      {
        currency: 'EUR',
        elements: [
          {
            components: [
              { type: 'FLAT', price: '0.5', vat: '20', stepSize: 1 },
              { type: 'ENERGY', price: '0.25', vat: '10', stepSize: 100 },
            ],
          },
        ],
      },
      hourOfCharging,
    )
    assert.deepEqual(price, {
      currency: 'EUR',
      currencyExponent: 2,
      lines: [
        { dimension: 'FLAT', quantity: '1', unitPrice: '0.5', vatPercent: '20', netMinor: 50n, vatMinor: 10n },
        { dimension: 'ENERGY', quantity: '20.5', unitPrice: '0.25', vatPercent: '10', netMinor: 513n, vatMinor: 51n },
      ],
      netMinor: 563n,
      vatMinor: 61n,
      totalMinor: 624n,
    })
  })

  it('is nothing when the tariff prices nothing that was used', () => {
    const parkingOnly: PriceTariff = {
      currency: 'EUR',
      elements: [{ components: [{ type: 'PARKING_TIME', price: '5', vat: '', stepSize: 1 }] }],
    }
    const price = priceSession(parkingOnly, hourOfCharging)
    assert.deepEqual([price.lines, price.totalMinor], [[], 0n])
  })

  it('refuses a currency that ISO 4217 does not have', () => {
    assert.throws(() => priceSession(tariff('EURO', '1'), hourOfCharging), {
      code: 'invalid_argument',
      field: 'currency',
    })
  })
})
