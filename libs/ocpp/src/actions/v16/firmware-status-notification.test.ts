import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

function reported(payload: object) {
  const { reply, events } = exchange('1.6', call('FirmwareStatusNotification', payload))
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.FirmwareStatusReported')
  return event.data
}

describe('1.6 FirmwareStatusNotification', () => {
  it('becomes a status without a request', () => {
    const { origin, ...data } = reported({ status: 'Downloading' })
    assert.equal(origin?.action, 'FirmwareStatusNotification')
    assert.deepEqual(data, { status: 'Downloading', requestId: undefined, reasonCode: '', reason: '' })
  })

  it('keeps a status of 2.x, flagged', () => {
    const { origin, status } = reported({ status: 'InstallRebooting' })
    assert.equal(status, 'InstallRebooting')
    assert.equal(origin?.schemaFault, 'status is not one of its allowed values')
  })

  it('is refused without a status', () => {
    const { reply } = exchange('1.6', call('FirmwareStatusNotification', {}))
    assert.equal(reply, '[4,"id-1","OccurenceConstraintViolation","status is missing",{}]')
  })
})
