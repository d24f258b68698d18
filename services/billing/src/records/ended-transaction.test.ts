import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endedMessage } from '../testing/sessions.ts'
import { readEndedTransaction } from './ended-transaction.ts'

type Changes = Parameters<typeof endedMessage>[0]
const read = (changes: Changes = {}) => readEndedTransaction(endedMessage(changes), 'acme', 'S1')
const period = (startedAt: string, endedAt: string, energyWh: string, charging = true) => ({
  startedAt: `2026-03-01T${startedAt}:00Z`,
  endedAt: `2026-03-01T${endedAt}:00Z`,
  energyWh,
  charging,
})

describe('readEndedTransaction', () => {
  it('reads an ordinary session', () => {
    const ended = read()
    assert.deepEqual([ended.energyWh?.toFixed(), ended.reviewReason], ['20000', ''])
    assert.deepEqual(ended.periods, [
      { startedAtMs: Date.UTC(2026, 2, 1, 10), endedAtMs: Date.UTC(2026, 2, 1, 10, 45), charging: true },
      { startedAtMs: Date.UTC(2026, 2, 1, 10, 45), endedAtMs: Date.UTC(2026, 2, 1, 11), charging: false },
    ])
  })

  const refused: [string, Changes][] = [
    ['tenant', { tenant: 'other' }],
    ['stationId', { stationId: 'S2' }],
    ['transactionId', { transactionId: '' }],
    ['startedAt', { startedAt: '' }],
    ['endedAt', { endedAt: 'later' }],
    ['energyWh', { energyWh: '-5' }],
    ['energyWh', { energyWh: '1e5' }],
    ['periods[0].startedAt', { periods: [period('25:00', '10:00', '1')] }],
    ['periods[1].energyWh', { periods: [period('10:00', '10:10', '1'), period('10:10', '11:00', 'much')] }],
  ]
  for (const [field, changes] of refused) {
    it(`refuses ${JSON.stringify(changes).slice(0, 60)}`, () => {
      assert.throws(() => read(changes), { code: 'invalid_argument', field })
    })
  }

  const contradictory: [string, string, Changes][] = [
    [
      'a gap between periods',
      'periods_inconsistent',
      { periods: [period('10:00', '10:30', '20000'), period('10:31', '11:00', '0')] },
    ],
    [
      'periods that overlap',
      'periods_inconsistent',
      { periods: [period('10:00', '10:30', '20000'), period('10:29', '11:00', '0')] },
    ],
    ['periods that begin late', 'periods_inconsistent', { periods: [period('10:01', '11:00', '20000')] }],
    ['periods that end early', 'periods_inconsistent', { periods: [period('10:00', '10:59', '20000')] }],
    [
      'a period that runs backwards',
      'periods_inconsistent',
      { periods: [period('10:00', '09:30', '0'), period('09:30', '11:00', '20000')] },
    ],
    ['energy that does not add up', 'periods_inconsistent', { periods: [period('10:00', '11:00', '19999.999')] }],
    ['an end before the start', 'ended_before_started', { endedAt: '2026-03-01T09:59:59Z' }],
    ['no energy', 'energy_unknown', { energyWh: '' }],
  ]
  for (const [what, reason, changes] of contradictory) {
    it(`leaves ${what} to a person`, () => assert.equal(read(changes).reviewReason, reason))
  }

  it('keeps the reason that was given', () =>
    assert.equal(read({ energyWh: '', reviewReason: 'meter_stop_missing' }).reviewReason, 'meter_stop_missing'))
})
