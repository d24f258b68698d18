import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('2.1 OpenPeriodicEventStream', () => {
  it('is accepted and says which monitor it is for (N11.FR.04, FR.06)', () => {
    const constantStreamData = { id: 1, variableMonitoringId: 40, params: { interval: 60 } }
    const { reply, events } = exchange('2.1', call('OpenPeriodicEventStream', { constantStreamData }))
    assert.equal(reply, '[3,"id-1",{"status":"Accepted"}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.EventStreamOpened')
    const { origin, ...data } = event.data
    assert.equal(origin?.action, 'OpenPeriodicEventStream')
    assert.deepEqual(data, { streamId: 1n, monitorId: 40n, intervalS: 60n, values: undefined, status: 'Accepted' })
  })

  it('is no action of 2.0.1', () => {
    const { reply } = exchange('2.0.1', call('OpenPeriodicEventStream', {}))
    assert.match(reply, /^\[4,"id-1","NotImplemented"/)
  })
})
