import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from './decimal.ts'
import { rateSession } from './rate.ts'
import type { Session, SessionPeriod } from './session.ts'
import type { Dimension, PriceComponent, PriceTariff } from './tariff.ts'

const component = (type: Dimension, price: string, stepSize = 1): PriceComponent => ({ type, price, vat: '', stepSize })
const tariff = (...elements: PriceComponent[][]): PriceTariff => ({
  currency: 'EUR',
  elements: elements.map(components => ({ components })),
})

/** Stretches of minutes, one after the other; a negative one is parking. */
function session(energyWh: string, ...minutes: number[]): Session {
  let at = Date.UTC(2026, 0, 5, 8)
  const periods = minutes.map((length): SessionPeriod => {
    const startedAtMs = at
    at += Math.abs(length) * 60_000
    return { startedAtMs, endedAtMs: at, charging: length > 0 }
  })
  return { energyWh: new Decimal(energyWh), periods }
}

const shown = (priceTariff: PriceTariff, priced: Session) =>
  rateSession(priceTariff, priced).map(({ dimension, quantity, net }) => [
    dimension,
    quantity.toFixed(4),
    net.toFixed(4),
  ])

describe('rateSession', () => {
  it('charges FLAT once, whatever was used', () => {
    assert.deepEqual(shown(tariff([component('FLAT', '0.50')]), session('0')), [['FLAT', '1.0000', '0.5000']])
  })

  it('rounds the energy of the session up to the step, once', () => {
    assert.deepEqual(shown(tariff([component('ENERGY', '0.25', 500)]), session('115.2', 5, -5, 5)), [
      ['ENERGY', '0.5000', '0.1250'],
    ])
  })

  it('counts step_size 0 as 1', () => {
    assert.deepEqual(shown(tariff([component('ENERGY', '1', 0)]), session('115.2', 5)), [
      ['ENERGY', '0.1160', '0.1160'],
    ])
  })

  it('has no line for energy that was not taken', () => {
    assert.deepEqual(shown(tariff([component('ENERGY', '0.25', 500)]), session('0', -5)), [])
  })

  it('prices with the first element that has the dimension', () => {
    const twice = tariff(
      [component('FLAT', '1')],
      [component('FLAT', '9'), component('ENERGY', '2')],
      [component('ENERGY', '9')],
    )
    assert.deepEqual(shown(twice, session('1000', 10)), [
      ['FLAT', '1.0000', '1.0000'],
      ['ENERGY', '1.0000', '2.0000'],
    ])
  })

  const both = tariff([component('TIME', '1', 600), component('PARKING_TIME', '2', 600)])

  it('rounds the parking, not the charging before it', () => {
    assert.deepEqual(shown(both, session('3000', 21, -16)), [
      ['TIME', '0.3500', '0.3500'],
      ['PARKING_TIME', '0.3333', '0.6667'],
    ])
  })

  it('rounds all charging when charging comes last', () => {
    assert.deepEqual(shown(both, session('3000', 10, -16, 11)), [
      ['TIME', '0.5000', '0.5000'],
      ['PARKING_TIME', '0.2667', '0.5333'],
    ])
  })

  it('rounds the charging when the parking after it is free', () => {
    assert.deepEqual(shown(tariff([component('TIME', '1', 600)]), session('3000', 21, -16)), [
      ['TIME', '0.5000', '0.5000'],
    ])
  })

  it('does not take a stretch of no length for the last use', () => {
    assert.deepEqual(shown(both, session('3000', 21, -0)), [['TIME', '0.5000', '0.5000']])
  })

  it('multiplies before it divides by the hour', () => {
    const third = rateSession(tariff([component('TIME', '3')]), session('0', 20))
    assert.equal(third[0]?.net.toFixed(), '1')
  })
})
