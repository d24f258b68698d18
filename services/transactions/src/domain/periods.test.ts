import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from './decimal.ts'
import { chargingPeriods, type StateChange } from './periods.ts'

const minute = 60_000
const curve = (...points: [minutes: number, wh: string][]) =>
  points.map(([minutes, wh]) => ({ atMs: minutes * minute, wh: new Decimal(wh) }))
const change = (minutes: number, charging: boolean): StateChange => ({ atMs: minutes * minute, charging })
const shown = (...args: Parameters<typeof chargingPeriods>) =>
  chargingPeriods(...args).map(period => [
    period.startedAtMs / minute,
    period.endedAtMs / minute,
    period.charging ? 'charging' : 'parking',
    period.energyWh.toFixed(),
  ])

describe('chargingPeriods from the register', () => {
  it('is charging while it rises and parking while it stands still', () => {
    assert.deepEqual(shown(curve([0, '0'], [10, '0'], [20, '500'], [30, '900'], [40, '900'], [60, '900']), []), [
      [0, 10, 'parking', '0'],
      [10, 30, 'charging', '900'],
      [30, 60, 'parking', '0'],
    ])
  })

  it('is one period when only the ends are known', () => {
    assert.deepEqual(shown(curve([0, '100'], [60, '7500.5']), []), [[0, 60, 'charging', '7400.5']])
    assert.deepEqual(shown(curve([0, '100'], [60, '100']), []), [[0, 60, 'parking', '0']])
  })

  it('keeps the energy of a session of no length', () => {
    assert.deepEqual(shown(curve([5, '100'], [5, '130']), []), [[5, 5, 'charging', '30']])
  })

  it('has nothing to say about nothing', () => assert.deepEqual(shown([], []), []))
})

describe('chargingPeriods from charging states', () => {
  it('cuts where the state changes', () => {
    const changes = [change(0, false), change(2, true), change(30, false), change(45, false)]
    assert.deepEqual(shown(curve([0, '0'], [60, '1000']), changes), [
      [0, 2, 'parking', '0'],
      [2, 30, 'charging', '1000'],
      [30, 60, 'parking', '0'],
    ])
  })

  it('gives the energy between two readings to the charging between them, by its length', () => {
    const changes = [change(0, true), change(10, false), change(20, true)]
    assert.deepEqual(shown(curve([0, '0'], [40, '300'], [60, '900']), changes), [
      [0, 10, 'charging', '100'],
      [10, 20, 'parking', '0'],
      [20, 60, 'charging', '800'],
    ])
  })

  it('gives it to all when nobody was charging', () => {
    assert.deepEqual(shown(curve([0, '0'], [60, '3']), [change(0, false)]), [[0, 60, 'parking', '3']])
  })

  it('loses nothing by cutting thirds', () => {
    const changes = [change(0, true), change(20, false), change(21, true), change(41, false), change(42, true)]
    const periods = chargingPeriods(curve([0, '0'], [62, '100']), changes)
    assert.deepEqual(
      periods.map(({ energyWh }) => energyWh.toFixed()),
      ['33.333', '0', '33.333', '0', '33.334'],
    )
  })

  it('asks the register before the first state', () => {
    assert.deepEqual(
      shown(curve([0, '0'], [10, '0'], [20, '50'], [60, '500']), [change(15, true), change(50, false)]),
      [
        [0, 10, 'parking', '0'],
        [10, 50, 'charging', '500'],
        [50, 60, 'parking', '0'],
      ],
    )
  })

  it('takes the last of two states of one instant', () => {
    assert.deepEqual(shown(curve([0, '0'], [60, '10']), [change(0, false), change(0, true)]), [
      [0, 60, 'charging', '10'],
    ])
  })

  it('does not mind states from outside the session', () => {
    assert.deepEqual(shown(curve([10, '0'], [60, '10']), [change(0, true), change(70, false)]), [
      [10, 60, 'charging', '10'],
    ])
  })
})
