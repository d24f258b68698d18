import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('1.6 LogStatusNotification', () => {
  it('says how far the upload is that was asked for (N01.FR.07)', () => {
    const { reply, events } = exchange(
      '1.6',
      call('LogStatusNotification', { status: 'PermissionDenied', requestId: 3 }),
    )
    assert.equal(reply, '[3,"id-1",{}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.LogUploadReported')
    const { origin, ...data } = event.data
    assert.equal(origin?.action, 'LogStatusNotification')
    assert.deepEqual(data, { status: 'PermissionDenied', requestId: 3n, reasonCode: '', reason: '' })
  })

  it('may say so of no request at all', () => {
    const event = onlyEvent(exchange('1.6', call('LogStatusNotification', { status: 'Idle' })).events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.LogUploadReported')
    assert.equal(event.data.requestId, undefined)
  })
})
