import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const payload = { timestamp: '2025-12-01T09:59:00+01:00', connectorStatus: 'Occupied', evseId: 2, connectorId: 1 }

function reported(request: unknown) {
  const { events, reply } = exchange('2.0.1', call('StatusNotification', request))
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.StatusReported')
  return event.data
}

describe('2.0.1 StatusNotification', () => {
  it('becomes a status', () => {
    const { origin, ...data } = reported(payload)
    assert.equal(origin?.rawPayload, JSON.stringify(payload))
    assert.deepEqual(data, {
      evseId: 2,
      connectorId: 1,
      status: 'Occupied',
      originalStatus: 'Occupied',
      errorCode: '',
      info: '',
      vendorId: '',
      vendorErrorCode: '',
      occurredAt: '2025-12-01T08:59:00.000Z',
    })
  })

  it('keeps and flags a status that OCPP has not, and a number written as text', () => {
    const { origin, status, originalStatus, evseId } = reported({
      ...payload,
      evseId: '2',
      connectorStatus: 'Charging',
    })
    assert.deepEqual([status, originalStatus, evseId], ['', 'Charging', 2])
    assert.notEqual(origin?.schemaFault, '')
  })

  it('is refused without a connector by a strict reading', () => {
    const { connectorId: _, ...rest } = payload
    const { reply } = exchange('2.0.1', call('StatusNotification', rest), {}, {}, { strict: true })
    assert.equal(reply, '[4,"id-1","OccurrenceConstraintViolation","connectorId is missing",{}]')
  })
})
