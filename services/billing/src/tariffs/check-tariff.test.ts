import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { perKwh, tariffMessage } from '../testing/tariffs.ts'
import { checkTariff } from './check-tariff.ts'

type Changes = Parameters<typeof tariffMessage>[0]
const component = (change: object) => ({
  elements: [perKwh('1'), { priceComponents: [{ type: 'FLAT', price: '1', vat: '', stepSize: 0, ...change }] }],
})

describe('checkTariff', () => {
  it('takes a tariff with every dimension', () => {
    const elements = ['FLAT', 'ENERGY', 'TIME', 'PARKING_TIME'].map(type => ({
      priceComponents: [{ type, price: '0.5', vat: '19', stepSize: 0 }],
    }))
    const checked = checkTariff(
      tariffMessage({ elements, stationIds: ['A', 'B', 'A'], validFrom: '2026-01-01T00:00:00+01:00' }),
    )
    assert.deepEqual(
      checked.elements.map(({ components }) => components[0]?.type),
      ['FLAT', 'ENERGY', 'TIME', 'PARKING_TIME'],
    )
    assert.deepEqual([checked.stationIds, checked.validFrom?.toISOString()], [['A', 'B'], '2025-12-31T23:00:00.000Z'])
  })

  const refused: [string, Changes][] = [
    ['tenant', { tenant: '' }],
    ['tariffId', { tariffId: '' }],
    ['tariffId', { tariffId: 'a\0b' }],
    ['currency', { currency: 'EURO' }],
    ['currency', { currency: '' }],
    ['name', { name: 'x'.repeat(256) }],
    ['elements', { elements: [] }],
    ['elements', { elements: Array.from({ length: 51 }, () => perKwh('1')) }],
    ['elements[0].priceComponents', { elements: [{ priceComponents: [] }] }],
    ['elements[1].priceComponents[0].type', component({ type: 'SESSION_TIME' })],
    ['elements[1].priceComponents[0].price', component({ price: '' })],
    ['elements[1].priceComponents[0].price', component({ price: '-0.01' })],
    ['elements[1].priceComponents[0].price', component({ price: '1e3' })],
    ['elements[1].priceComponents[0].price', component({ price: '0,25' })],
    ['elements[1].priceComponents[0].price', component({ price: '1234567890' })],
    ['elements[1].priceComponents[0].price', component({ price: '0.12345678901' })],
    ['elements[1].priceComponents[0].vat', component({ vat: '-1' })],
    ['elements[1].priceComponents[0].vat', component({ vat: '100.01' })],
    ['elements[1].priceComponents[0].vat', component({ vat: '19%' })],
    ['elements[1].priceComponents[0].stepSize', component({ stepSize: -1 })],
    ['elements[1].priceComponents[0].stepSize', component({ stepSize: 1_000_001 })],
    [
      'elements[0].priceComponents[1].type',
      { elements: [{ priceComponents: [...perKwh('1').priceComponents, ...perKwh('2').priceComponents] }] },
    ],
    ['stationIds[1]', { stationIds: ['A', ''] }],
    ['stationIds', { stationIds: Array.from({ length: 10_001 }, (_, index) => `S${index}`) }],
    ['validFrom', { validFrom: 'tomorrow' }],
    ['validFrom', { validFrom: '2026-01-01' }],
  ]
  for (const [field, change] of refused) {
    const value = JSON.stringify(change)?.slice(0, 120)
    it(`refuses ${field}: ${value}`, () => {
      assert.throws(() => checkTariff(tariffMessage(change)), { code: 'invalid_argument', field })
    })
  }

  it('refuses nothing at all', () =>
    assert.throws(() => checkTariff(undefined), { code: 'invalid_argument', field: 'tariff' }))

  it('refuses the dimension that OCPI does not have, as some tariffs in the wild carry it', () => {
    const file = new URL('../../fixtures/cdr-cost-vectors.json', import.meta.url)
    const { vectors } = JSON.parse(readFileSync(file, 'utf8'))
    const nonstandard = vectors.filter((vector: { nonstandard?: string }) => vector.nonstandard !== undefined)
    assert.equal(nonstandard.length, 6)
    for (const { tariff } of nonstandard) {
      const elements = tariff.elements.map((element: { price_components: { type: string; price: number }[] }) => ({
        priceComponents: element.price_components.map(({ type, price }) => ({ type, price: String(price) })),
      }))
      assert.throws(() => checkTariff(tariffMessage({ elements })), {
        field: /^elements\[\d\]\.priceComponents\[0\]\.type$/,
      })
    }
  })
})
