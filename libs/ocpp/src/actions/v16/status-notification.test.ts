import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

function reported(payload: unknown) {
  const { events, reply } = exchange('1.6', call('StatusNotification', payload))
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.equal(event.type, 'chargeplane.ocpp.v1.StatusReported')
  return event
}

describe('1.6 StatusNotification', () => {
  it('becomes a status of 2.x, and keeps the original', () => {
    const payload = {
      connectorId: 2,
      status: 'SuspendedEVSE',
      errorCode: 'NoError',
      info: 'none',
      timestamp: '2025-12-01T09:00:00.659+00:00',
      vendorId: 'ABL',
      vendorErrorCode: 'none',
    }
    const event = reported(payload)
    assert.equal(event.naturalKey, '1700000000000/1')
    const { origin, ...data } = event.data
    assert.equal(origin?.rawPayload, JSON.stringify(payload))
    assert.deepEqual(data, {
      evseId: 2,
      connectorId: 1,
      status: 'Occupied',
      originalStatus: 'SuspendedEVSE',
      errorCode: '',
      info: 'none',
      vendorId: 'ABL',
      vendorErrorCode: 'none',
      occurredAt: '2025-12-01T09:00:00.659Z',
    })
  })

  it('knows every status of 1.6', () => {
    const expected: Record<string, string> = {
      Available: 'Available',
      Preparing: 'Occupied',
      Charging: 'Occupied',
      SuspendedEV: 'Occupied',
      SuspendedEVSE: 'Occupied',
      Finishing: 'Occupied',
      Reserved: 'Reserved',
      Unavailable: 'Unavailable',
      Faulted: 'Faulted',
    }
    for (const [status, becomes] of Object.entries(expected)) {
      const { data } = reported({ connectorId: 1, status, errorCode: 'NoError' })
      assert.equal('status' in data && data.status, becomes, status)
    }
  })

  it('is about the station itself on connector 0, now where no time is given', () => {
    const { data } = reported({ connectorId: 0, status: 'Faulted', errorCode: 'OtherError' })
    assert.ok('evseId' in data && 'errorCode' in data)
    assert.deepEqual([data.evseId, data.connectorId, data.errorCode], [0, 0, 'OtherError'])
    assert.equal('occurredAt' in data && data.occurredAt, '2025-12-01T10:00:00.500Z')
  })

  it('keeps and flags what real stations make up', () => {
    const error = reported({ connectorId: 0, errorCode: 'Error', status: 'Faulted' })
    assert.equal(error.data.origin?.schemaFault, 'errorCode is not one of its allowed values')
    const status = reported({ connectorId: '1', status: 'Idle', errorCode: 'NoError', info: 'i'.repeat(200) })
    assert.ok('status' in status.data && 'info' in status.data)
    assert.deepEqual([status.data.status, status.data.originalStatus], ['', 'Idle'])
    assert.equal(status.data.info.length, 200)
  })
})
