import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('2.x LogStatusNotification', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    it(`says how far the upload is that was asked for in ${version} (N01.FR.07)`, () => {
      const { reply, events } = exchange(version, call('LogStatusNotification', { status: 'Uploaded', requestId: 9 }))
      assert.equal(reply, '[3,"id-1",{}]')
      const event = onlyEvent(events)
      assert.ok(event.type === 'chargeplane.ocpp.v1.LogUploadReported')
      const { origin, ...data } = event.data
      assert.equal(origin?.action, 'LogStatusNotification')
      assert.deepEqual(data, { status: 'Uploaded', requestId: 9n, reasonCode: '', reason: '' })
    })
  }

  it('keeps and flags a status that OCPP has not, and is refused without any', () => {
    const event = onlyEvent(
      exchange('2.0.1', call('LogStatusNotification', { status: 'Packing', requestId: 9 })).events,
    )
    assert.ok(event.type === 'chargeplane.ocpp.v1.LogUploadReported')
    assert.deepEqual(
      [event.data.status, event.data.origin?.schemaFault],
      ['Packing', 'status is not one of its allowed values'],
    )
    const { reply } = exchange('2.0.1', call('LogStatusNotification', { requestId: 9 }))
    assert.equal(reply, '[4,"id-1","OccurrenceConstraintViolation","status is missing",{}]')
  })
})
