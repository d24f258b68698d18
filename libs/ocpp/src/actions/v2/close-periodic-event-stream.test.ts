import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('2.1 ClosePeriodicEventStream', () => {
  it('is confirmed and says which stream has ended (N13.FR.02)', () => {
    const { reply, events } = exchange('2.1', call('ClosePeriodicEventStream', { id: 3 }))
    assert.equal(reply, '[3,"id-1",{}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.EventStreamClosed')
    assert.equal(event.data.streamId, 3n)
  })
})
