import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from './decimal.ts'
import { reviewReason, type SessionFacts } from './review.ts'

const startedAtMs = Date.UTC(2026, 10, 23, 8)
const hour = 3_600_000
const fine: SessionFacts = {
  startedAtMs,
  endedAtMs: startedAtMs + hour,
  firstReceivedAtMs: startedAtMs + 500,
  starts: 1,
  ends: 1,
  authorizationStatus: 'Accepted',
  startWh: new Decimal('100'),
  stopWh: new Decimal('7100'),
}

describe('reviewReason', () => {
  it('is empty for an ordinary session', () => assert.equal(reviewReason(fine), ''))

  it('is empty when no token was asked about', () =>
    assert.equal(reviewReason({ ...fine, authorizationStatus: '' }), ''))

  it('is empty for a session delivered days later', () => {
    assert.equal(reviewReason({ ...fine, firstReceivedAtMs: startedAtMs + 100 * 24 * hour }), '')
  })

  const cases: [string, Partial<SessionFacts>][] = [
    ['start_missing', { starts: 0 }],
    ['contradictory_start', { starts: 2 }],
    ['contradictory_end', { ends: 2 }],
    ['ended_before_started', { endedAtMs: startedAtMs - 1 }],
    ['clock_implausible', { startedAtMs: Date.UTC(1970, 0, 1) }],
    ['clock_implausible', { startedAtMs: startedAtMs + 48 * hour, endedAtMs: startedAtMs + 49 * hour }],
    ['meter_start_missing', { startWh: undefined }],
    ['meter_stop_missing', { stopWh: undefined }],
    ['meter_backwards', { stopWh: new Decimal('99.9') }],
    ['energy_implausible', { stopWh: new Decimal('4000000') }],
    ['token_not_accepted', { authorizationStatus: 'Blocked' }],
  ]
  for (const [reason, change] of cases) {
    it(`is ${reason} for ${Object.keys(change).join(' and ')} out of order`, () => {
      assert.equal(reviewReason({ ...fine, ...change }), reason)
    })
  }

  it('does not call a second of rounding implausible', () => {
    assert.equal(reviewReason({ ...fine, endedAtMs: startedAtMs, stopWh: new Decimal('2000') }), '')
  })
})
