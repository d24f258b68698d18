// Every message a simulated station sends or answers is valid by OCPP's own schemas: a fleet that is let pass by tolerance proves nothing.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findAction, nativeCommand, type OcppVersion } from '@chargeplane/ocpp'
import type { Dialect, Outgoing, StationControl } from './dialect.ts'
import { dialect16 } from './dialect16.ts'
import { dialect201 } from './dialect201.ts'
import { advance, beginSession } from './session.ts'

const now = new Date('2026-11-23T10:00:00.000Z')

function session() {
  const car = { neededWh: 5_000, maxA: 16, phases: 3, lingersS: 10 } as const
  const live = beginSession({ connector: 1, idToken: 'T1', car, meterStartWh: 1_000, now, transactionId: '77' })
  advance(live, new Date(now.getTime() + 10_000), 10, 32)
  return live
}

function recorder(): { control: StationControl; asked: [string, unknown][] } {
  const asked: [string, unknown][] = []
  const note = (what: string) => (request: unknown) => {
    asked.push([what, request])
    return true
  }
  const control: StationControl = {
    start: note('start'),
    stop: note('stop'),
    setLimit: note('setLimit'),
    clearLimit: note('clearLimit'),
    trigger: note('trigger'),
    reset: () => note('reset')(undefined),
  }
  return { control, asked }
}

const dialects: [OcppVersion, Dialect][] = [
  ['1.6', dialect16],
  ['2.0.1', dialect201],
]

for (const [version, dialect] of dialects) {
  describe(`a simulated station of OCPP ${version}`, () => {
    it('sends only valid requests', () => {
      const live = session()
      const ended = { ...live, endedAt: now, stopReason: 'Remote' }
      const messages: Outgoing[] = [
        dialect.boot('SIM-1'),
        dialect.heartbeat,
        dialect.authorize('T1'),
        dialect.status(1, undefined, now),
        dialect.status(1, live, now),
        dialect.start(live, false),
        dialect.start({ ...live, remoteStartId: 5 }, true),
        dialect.meter(live, now, true),
        dialect.stop(ended, false),
      ]
      for (const { action, payload } of messages) {
        const row = findAction(version, action, 'station')
        assert.ok(row, `${action} is in the table`)
        assert.equal(row.validateRequest(payload), undefined, `${action} ${JSON.stringify(payload)}`)
      }
    })

    it('understands what the platform sends, and answers validly', () => {
      const { control, asked } = recorder()
      const limit = { evseId: 1, limitA: 12.5, profileId: 2_001, stackLevel: 1, transactionId: '77' }
      const token = { idToken: 'T1', idTokenType: 'ISO14443' }
      const start = nativeCommand(version, { $case: 'start', value: { ...token, evseId: 1, remoteStartId: 9 } })
      const stop = nativeCommand(version, { $case: 'stop', value: { transactionId: '77' } })
      const forTransaction = nativeCommand(version, { $case: 'limit', value: limit })
      const asDefault = nativeCommand(version, {
        $case: 'limit',
        value: { ...limit, transactionId: '', profileId: 1_001 },
      })
      const clear = nativeCommand(version, { $case: 'clearLimit', value: { profileId: 2_001 } })
      for (const { action, payload } of [start, stop, forTransaction, asDefault, clear]) {
        const row = findAction(version, action, 'csms')
        const answer = dialect.onCall(action, { ...payload }, control)
        assert.ok(row && answer, action)
        assert.equal(row.validateResponse(answer), undefined, `${action} ${JSON.stringify(answer)}`)
      }
      assert.deepEqual(
        asked.map(([what]) => what),
        ['start', 'stop', 'setLimit', 'setLimit', 'clearLimit'],
      )
      assert.equal(asked[1]?.[1], '77')
      assert.deepEqual(asked[2]?.[1], { id: 2_001, purpose: 'TxProfile', connector: 1, limitA: 12.5 })
      assert.deepEqual(asked[3]?.[1], { id: 1_001, purpose: 'TxDefaultProfile', connector: 1, limitA: 12.5 })
      assert.equal(asked[4]?.[1], 2_001)
    })

    it('does not pretend to know every action', () => {
      assert.equal(dialect.onCall('MakeCoffee', {}, recorder().control), undefined)
    })
  })
}
