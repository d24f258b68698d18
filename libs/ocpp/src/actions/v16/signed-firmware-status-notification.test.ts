import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('1.6 SignedFirmwareStatusNotification', () => {
  it('is the firmware status of 2.x, with the request it belongs to (L01.FR.10, FR.14)', () => {
    const payload = { status: 'InvalidSignature', requestId: 12 }
    const { reply, events } = exchange('1.6', call('SignedFirmwareStatusNotification', payload))
    assert.equal(reply, '[3,"id-1",{}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.FirmwareStatusReported')
    const { origin, ...data } = event.data
    assert.equal(origin?.action, 'SignedFirmwareStatusNotification')
    assert.deepEqual(data, { status: 'InvalidSignature', requestId: 12n, reasonCode: '', reason: '' })
  })

  it('is a new fact each time, also with the same words', () => {
    const frame = call('SignedFirmwareStatusNotification', { status: 'Idle' })
    const [first, second] = [1, 2].map(epoch => onlyEvent(exchange('1.6', frame, {}, { epoch }).events).naturalKey)
    assert.notEqual(first, second)
  })
})
