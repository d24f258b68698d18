import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newLimits } from './limits.ts'
import { advance, beginSession, chargingState, isFull } from './session.ts'

const start = new Date('2026-11-23T10:00:00.000Z')
const begin = (neededWh: number) =>
  beginSession({
    connector: 1,
    idToken: 'T',
    car: { neededWh, maxA: 16, phases: 1, lingersS: 0 },
    meterStartWh: 500,
    now: start,
    transactionId: 'x',
  })

describe('a session', () => {
  it('moves the register by what the car takes, in whole Wh, and never past its need', () => {
    const session = begin(100)
    for (let s = 1; s <= 600 && !isFull(session); s++) {
      advance(session, new Date(start.getTime() + s * 1_000), 1, 32)
      assert.ok(Number.isInteger(session.meterWh))
    }
    assert.ok(isFull(session))
    assert.equal(session.meterWh, 600)
    advance(session, new Date(start.getTime() + 700_000), 1, 32)
    assert.equal(chargingState(session), 'SuspendedEV')
  })

  it('is suspended by the station when its limit is too low to charge', () => {
    const session = begin(100)
    advance(session, new Date(start.getTime() + 10_000), 1, 3)
    assert.equal(session.powerW, 0)
    assert.equal(chargingState(session), 'SuspendedEVSE')
  })
})

describe('limits', () => {
  it('lets the transaction profile override the default, and the default the hardware', () => {
    const limits = newLimits(32)
    assert.equal(limits.effectiveA(1), 32)
    limits.set({ id: 1, purpose: 'TxDefaultProfile', connector: 0, limitA: 10 })
    assert.equal(limits.effectiveA(1), 10)
    limits.set({ id: 2, purpose: 'TxProfile', connector: 1, limitA: 20 })
    assert.equal(limits.effectiveA(1), 20)
    limits.endTransaction(1)
    assert.equal(limits.effectiveA(1), 10)
  })

  it('begins with what it was commissioned with', () => {
    const limits = newLimits(32, 6)
    assert.equal(limits.effectiveA(1), 6)
    limits.set({ id: 1, purpose: 'TxDefaultProfile', connector: 1, limitA: 8 })
    assert.equal(limits.effectiveA(1), 8)
    limits.clear(1)
    assert.equal(limits.effectiveA(1), 6)
  })

  it('replaces a profile of the same purpose and clears by id', () => {
    const limits = newLimits(32)
    limits.set({ id: 1, purpose: 'TxProfile', connector: 1, limitA: 20 })
    limits.set({ id: 2, purpose: 'TxProfile', connector: 1, limitA: 8 })
    assert.equal(limits.effectiveA(1), 8)
    assert.equal(limits.clear(1), false)
    assert.equal(limits.clear(2), true)
    assert.equal(limits.clear(undefined), false)
    assert.equal(limits.effectiveA(1), 32)
  })
})
