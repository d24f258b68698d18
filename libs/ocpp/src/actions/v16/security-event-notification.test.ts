import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const payload = { type: 'InvalidCentralSystemCertificate', timestamp: '2025-12-01T09:59:00Z' }

describe('1.6 SecurityEventNotification', () => {
  it('is confirmed and becomes an event, the same one when it is repeated (A04.FR.02, FR.03)', () => {
    const { reply, events } = exchange('1.6', call('SecurityEventNotification', payload))
    assert.equal(reply, '[3,"id-1",{}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.SecurityEventReported')
    const { origin, ...data } = event.data
    assert.equal(origin?.action, 'SecurityEventNotification')
    assert.deepEqual(data, { type: payload.type, occurredAt: '2025-12-01T09:59:00.000Z', techInfo: '' })
    const again = exchange('1.6', call('SecurityEventNotification', payload), {}, { epoch: 1_800_000_000_000 })
    assert.equal(onlyEvent(again.events).naturalKey, event.naturalKey)
  })

  it('keeps what breaks the schema, but for an event without a type', () => {
    const long = { ...payload, techInfo: 'x'.repeat(300), severity: 3 }
    const event = onlyEvent(exchange('1.6', call('SecurityEventNotification', long)).events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.SecurityEventReported')
    assert.equal(event.data.techInfo.length, 300)
    assert.notEqual(event.data.origin?.schemaFault, '')
    const { reply } = exchange('1.6', call('SecurityEventNotification', { timestamp: payload.timestamp }))
    assert.match(reply, /"OccurenceConstraintViolation","type is missing"/)
  })
})
