import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Tariff } from '@chargeplane/proto/billing/v1/billing'
import { accepted, call, exchange } from '../../testing.ts'

const frame = call('Authorize', { idToken: { idToken: 'AABB', type: 'ISO14443' } })
const perKwh = (stepSize: number) =>
  Tariff.fromPartial({
    tariffId: 'day',
    version: 1,
    currency: 'EUR',
    elements: [{ priceComponents: [{ type: 'ENERGY', price: '0.35', vat: '', stepSize }] }],
  })
const said = (tariff: Tariff | undefined, authorize = accepted) => {
  const decided = { authorize, tariff: { kind: 'tariff', tariff, fallback: '' } } as const
  return JSON.parse(exchange('2.1', frame, decided).reply)[2]
}

describe('the tariff in the answer to Authorize', () => {
  it('is asked for in 2.1, where the operator wants it', () => {
    const kinds = (version: '2.0.1' | '2.1', driverTariff: boolean) =>
      exchange(version, frame, accepted, { driverTariff }).questions.map(({ kind }) => kind)
    assert.deepEqual(kinds('2.1', true), ['authorize', 'tariff'])
    assert.deepEqual(kinds('2.1', false), ['authorize'])
    assert.deepEqual(kinds('2.0.1', true), ['authorize'])
  })

  it('I08.FR.01: is told to a driver who may charge, if there is one and it can be said', () => {
    assert.equal(said(perKwh(1)).tariff.tariffId, 'day.1')
    assert.equal(said(undefined).tariff, undefined)
    assert.equal(said(perKwh(1000)).tariff, undefined)
    assert.equal(said(perKwh(1), { ...accepted, status: 'Blocked' }).tariff, undefined)
  })
})
