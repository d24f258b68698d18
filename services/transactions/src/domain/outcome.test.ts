import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from './decimal.ts'
import { outcomeOf } from './outcome.ts'

const startedAtMs = Date.parse('2026-11-23T08:00:00Z')
const facts = {
  startedAtMs,
  endedAtMs: startedAtMs + 3_600_000,
  firstReceivedAtMs: startedAtMs,
  starts: 1,
  ends: 1,
  authorizationStatus: 'Accepted',
  startWh: undefined,
  stopWh: undefined,
}
const sample = (minutes: number, wh: string, context = 'Sample.Periodic') => ({
  atMs: startedAtMs + minutes * 60_000,
  wh: new Decimal(wh),
  context,
  location: 'Outlet',
})

describe('outcomeOf', () => {
  it('reads the energy from the samples of an OCPP 2.x transaction', () => {
    const samples = [sample(60, '5200', 'Transaction.End'), sample(0, '1000', 'Transaction.Begin'), sample(30, '5200')]
    assert.deepEqual(outcomeOf(facts, samples, []), {
      energyWh: '4200',
      startWh: new Decimal('1000'),
      stopWh: new Decimal('5200'),
      reviewReason: '',
      periods: [
        {
          startedAt: '2026-11-23T08:00:00.000Z',
          endedAt: '2026-11-23T08:30:00.000Z',
          energyWh: '4200',
          charging: true,
        },
        { startedAt: '2026-11-23T08:30:00.000Z', endedAt: '2026-11-23T09:00:00.000Z', energyWh: '0', charging: false },
      ],
    })
  })

  it('covers the time also when the energy is unknown', () => {
    const outcome = outcomeOf({ ...facts, startWh: new Decimal('10'), stopWh: new Decimal('5') }, [], [])
    assert.deepEqual([outcome.energyWh, outcome.reviewReason], ['', 'meter_backwards'])
    assert.deepEqual(
      outcome.periods.map(({ startedAt, endedAt, energyWh }) => [startedAt, endedAt, energyWh]),
      [['2026-11-23T08:00:00.000Z', '2026-11-23T09:00:00.000Z', '']],
    )
  })

  it('has no periods when it ended before it started', () => {
    const outcome = outcomeOf({ ...facts, endedAtMs: startedAtMs - 1 }, [sample(0, '1'), sample(1, '2')], [])
    assert.deepEqual([outcome.periods, outcome.reviewReason, outcome.energyWh], [[], 'ended_before_started', '1'])
  })
})
