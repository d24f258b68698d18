import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const payload = { controlId: 'A', started: true, timestamp: '2025-12-01T09:59:00Z' }

describe('2.1 NotifyDERStartStop', () => {
  it('tells which control began and which it replaces (R04.FR.21)', () => {
    const { reply, events } = exchange('2.1', call('NotifyDERStartStop', { ...payload, supersededIds: ['B'] }))
    assert.equal(reply, '[3,"id-1",{}]')
    const { type, data } = onlyEvent(events)
    assert.equal(type, 'chargeplane.ocpp.v1.DerControlStarted')
    assert.partialDeepStrictEqual(data, {
      controlId: 'A',
      occurredAt: '2025-12-01T09:59:00.000Z',
      supersededIds: ['B'],
    })
  })

  it('tells which control ended (R04.FR.22)', () => {
    const { events } = exchange('2.1', call('NotifyDERStartStop', { ...payload, started: false }))
    const { type, data } = onlyEvent(events)
    assert.equal(type, 'chargeplane.ocpp.v1.DerControlStopped')
    assert.partialDeepStrictEqual(data, { controlId: 'A' })
  })
})
