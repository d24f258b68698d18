import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

function statusOf(payload: object): string {
  const { reply, events } = exchange('1.6', call('DiagnosticsStatusNotification', payload))
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.LogUploadReported')
  assert.deepEqual([event.data.origin?.action, event.data.requestId], ['DiagnosticsStatusNotification', undefined])
  return event.data.status
}

describe('1.6 DiagnosticsStatusNotification', () => {
  it('is the upload of a log, in the words of 2.x', () => {
    assert.equal(statusOf({ status: 'Uploading' }), 'Uploading')
    assert.equal(statusOf({ status: 'UploadFailed' }), 'UploadFailure')
  })

  it('keeps a status that 1.6 has not', () => assert.equal(statusOf({ status: 'Compressing' }), 'Compressing'))
})
