import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Tariff } from '@chargeplane/proto/billing/v1/billing'
import { SetDefaultTariffRequest } from '#v21'
import { tariffType, unsayable } from './tariff21.ts'
import { validateBy } from './validate.ts'

const component = (type: string, price: string, vat = '', stepSize = 1) => ({ type, price, vat, stepSize })
const tariff = (priceComponents: ReturnType<typeof component>[], more: Partial<Tariff> = {}) =>
  Tariff.fromPartial({ tariffId: 'day', version: 3, currency: 'EUR', elements: [{ priceComponents }], ...more })
const full = tariff(
  [
    component('ENERGY', '0.35', '19'),
    component('TIME', '6'),
    component('PARKING_TIME', '3', '0'),
    component('FLAT', '1', '7', 1000),
  ],
  { name: 'Daytime', validFrom: '2026-01-01T00:00:00.000Z' },
)

describe('tariffType', () => {
  it('I07: says every dimension in OCPP 2.1’s words, hours as minutes, and fits the schema', () => {
    const said = tariffType(full, { validFrom: true })
    assert.deepEqual(said, {
      tariffId: 'day.3',
      currency: 'EUR',
      description: [{ format: 'UTF8', content: 'Daytime' }],
      validFrom: '2026-01-01T00:00:00.000Z',
      energy: { taxRates: [{ type: 'vat', tax: 19 }], prices: [{ priceKwh: 0.35 }] },
      chargingTime: { prices: [{ priceMinute: 0.1 }] },
      idleTime: { taxRates: [{ type: 'vat', tax: 0 }], prices: [{ priceMinute: 0.05 }] },
      fixedFee: { taxRates: [{ type: 'vat', tax: 7 }], prices: [{ priceFixed: 1 }] },
    })
    assert.equal(validateBy(SetDefaultTariffRequest)({ evseId: 0, tariff: said }), undefined)
  })

  it('I08.FR.08, FR.09: names the version in the id, and no start for a driver', () => {
    assert.equal(tariffType({ ...full, version: 4 }, { validFrom: false }).tariffId, 'day.4')
    assert.equal('validFrom' in tariffType(full, { validFrom: false }), false)
  })

  it('takes the first element that prices a dimension, as the invoice does', () => {
    const elements = [
      { priceComponents: [component('ENERGY', '0.10')] },
      { priceComponents: [component('ENERGY', '9'), component('TIME', '12')] },
    ]
    const said = tariffType(tariff([], { elements }), { validFrom: false })
    assert.deepEqual(
      [said.energy, said.chargingTime],
      [{ prices: [{ priceKwh: 0.1 }] }, { prices: [{ priceMinute: 0.2 }] }],
    )
  })

  it('does not say what a station would bill otherwise', () => {
    const stepped = tariff([component('ENERGY', '0.35', '', 1000)])
    assert.match(unsayable(stepped) ?? '', /ENERGY in steps of 1000/)
    assert.throws(() => tariffType(stepped, { validFrom: false }), { code: 'failed_precondition', field: 'tariffId' })
    assert.equal(unsayable(full), undefined)
  })
})
