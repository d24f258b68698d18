// Prices the vectors of fixtures/cdr-cost-vectors.json (sources and licences are named in the file): every one of the 122 known OCPI 2.2.1 vectors whose
// tariff has neither restrictions nor a minimum or maximum price.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Decimal } from './decimal.ts'
import { priceSession } from './price.ts'
import { rateSession } from './rate.ts'
import type { Session } from './session.ts'
import { isDimension, type PriceTariff } from './tariff.ts'

interface Vector {
  id: string
  tolerance: number
  nonstandard?: string
  tariff: {
    currency: string
    elements: { price_components: { type: string; price: number; vat?: number; step_size: number }[] }[]
  }
  session: {
    start_date_time: string
    end_date_time: string
    charging_periods: { start_date_time: string; dimensions: { type: string; volume: number }[] }[]
  }
  expected: {
    total_excl: number
    total_incl: number
    energy_excl?: number
    time_excl?: number
    parking_excl?: number
    fixed_excl?: number
  }
}

const file = new URL('../../fixtures/cdr-cost-vectors.json', import.meta.url)
const { vectors }: { vectors: Vector[] } = JSON.parse(readFileSync(file, 'utf8'))

function tariffOf({ tariff }: Vector): PriceTariff {
  const elements = tariff.elements.map(element => ({
    components: element.price_components.flatMap(({ type, price, vat, step_size }) =>
      isDimension(type)
        ? [{ type, price: String(price), vat: vat === undefined ? '' : String(vat), stepSize: step_size }]
        : [],
    ),
  }))
  return { currency: tariff.currency, elements }
}

function sessionOf({ session }: Vector): Session {
  const periods = session.charging_periods
  const volumes = periods.flatMap(period => period.dimensions.filter(({ type }) => type === 'ENERGY'))
  return {
    energyWh: volumes.reduce(
      (sum, { volume }) => sum.plus(new Decimal(String(volume)).times('1000')),
      new Decimal('0'),
    ),
    periods: periods.map((period, index) => ({
      startedAtMs: Date.parse(period.start_date_time),
      endedAtMs: Date.parse(periods[index + 1]?.start_date_time ?? session.end_date_time),
      charging: period.dimensions.some(({ type }) => type === 'TIME'),
    })),
  }
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not within ${tolerance} of ${expected}`)
}

describe('priceSession on the vectors of OCPI 2.2.1', () => {
  it('has 32 of the 122', () => assert.equal(vectors.length, 32))

  for (const vector of vectors) {
    it(`${vector.id}: exact amounts`, () => {
      const rated = rateSession(tariffOf(vector), sessionOf(vector))
      const { expected, tolerance } = vector
      const sum = (dimension?: string) =>
        rated
          .filter(line => dimension === undefined || line.dimension === dimension)
          .reduce((total, { net }) => total + Number(net.toFixed()), 0)
      const vat = rated.reduce(
        (total, { net, component }) => total + (Number(net.toFixed()) * Number(component.vat)) / 100,
        0,
      )
      near(sum(), expected.total_excl, tolerance, 'without VAT')
      near(sum() + vat, expected.total_incl, tolerance, 'with VAT')
      if (expected.energy_excl !== undefined) near(sum('ENERGY'), expected.energy_excl, tolerance, 'energy')
      if (expected.time_excl !== undefined) near(sum('TIME'), expected.time_excl, tolerance, 'time')
      if (expected.parking_excl !== undefined) near(sum('PARKING_TIME'), expected.parking_excl, tolerance, 'parking')
      if (expected.fixed_excl !== undefined) near(sum('FLAT'), expected.fixed_excl, tolerance, 'flat')
    })

    it(`${vector.id}: money, off by no more than its roundings`, () => {
      const price = priceSession(tariffOf(vector), sessionOf(vector))
      const minorUnits = 10 ** price.currencyExponent
      const roundings = (0.5 / minorUnits) * price.lines.length
      near(Number(price.netMinor) / minorUnits, vector.expected.total_excl, vector.tolerance + roundings, 'without VAT')
      // The net's rounding is carried into the VAT, then the VAT is rounded: less than three halves a line for any VAT below 100 %.
      near(
        Number(price.totalMinor) / minorUnits,
        vector.expected.total_incl,
        vector.tolerance + 3 * roundings,
        'with VAT',
      )
    })
  }
})
