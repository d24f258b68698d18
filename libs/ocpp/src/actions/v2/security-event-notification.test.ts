import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const payload = { type: 'TamperDetectionActivated', timestamp: '2025-12-01T10:59:00+01:00', techInfo: 'lid' }

describe('2.x SecurityEventNotification', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    it(`is confirmed and becomes an event in ${version} (A04.FR.03)`, () => {
      const { reply, events } = exchange(version, call('SecurityEventNotification', payload))
      assert.equal(reply, '[3,"id-1",{}]')
      const event = onlyEvent(events)
      assert.ok(event.type === 'chargeplane.ocpp.v1.SecurityEventReported')
      const { origin, ...data } = event.data
      assert.equal(origin?.rawPayload, JSON.stringify(payload))
      assert.deepEqual(data, { type: payload.type, occurredAt: '2025-12-01T09:59:00.000Z', techInfo: 'lid' })
    })
  }
})
