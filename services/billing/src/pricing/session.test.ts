import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { durationsOf } from './session.ts'

describe('durationsOf', () => {
  it('adds charging and parking apart', () => {
    const periods = [
      { startedAtMs: 0, endedAtMs: 60_000, charging: true },
      { startedAtMs: 60_000, endedAtMs: 90_001, charging: false },
      { startedAtMs: 90_001, endedAtMs: 90_002, charging: true },
    ]
    assert.deepEqual(durationsOf(periods), { chargingMs: 60_001, parkingMs: 30_001 })
  })

  it('is nothing for nothing', () => assert.deepEqual(durationsOf([]), { chargingMs: 0, parkingMs: 0 }))
})
