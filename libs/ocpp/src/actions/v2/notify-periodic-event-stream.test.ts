import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseFrame } from '../../frames.ts'
import { receiveCall } from '../../receive.ts'
import { contextFor, onlyEvent, tolerant } from '../../testing.ts'

function sent(payload: object) {
  const frame = parseFrame(JSON.stringify([6, 'id-1', 'NotifyPeriodicEventStream', payload]), '2.1')
  assert.ok(frame.type === 'send')
  const received = receiveCall('2.1', frame, tolerant)
  assert.ok(received.type === 'accepted')
  const event = onlyEvent(received.row.events(received.request, contextFor(frame.payloadText, { version: '2.1' }), {}))
  assert.ok(event.type === 'chargeplane.ocpp.v1.StreamedValuesReported')
  return event.data
}

describe('2.1 NotifyPeriodicEventStream', () => {
  it('is a SEND of values, each some seconds after the base time (N15.FR.01, FR.09)', () => {
    const values = [
      { t: 0, v: '229.5' },
      { t: 0.25, v: '230.1' },
    ]
    const { origin, ...data } = sent({ id: 1, pending: 6, basetime: '2025-12-01T09:00:00Z', data: values })
    assert.equal(origin?.action, 'NotifyPeriodicEventStream')
    assert.deepEqual(data, {
      streamId: 1n,
      pending: 6n,
      values: [
        { occurredAt: '2025-12-01T09:00:00.000Z', value: '229.5' },
        { occurredAt: '2025-12-01T09:00:00.250Z', value: '230.1' },
      ],
    })
  })

  it('takes the time of arrival where the offset leads nowhere', () => {
    const { values } = sent({ id: 1, pending: 0, basetime: '2025-12-01T09:00:00Z', data: [{ t: 1e300, v: '' }] })
    assert.deepEqual(values, [{ occurredAt: '2025-12-01T10:00:00.500Z', value: '' }])
  })

  it('is not taken as a CALL', () => {
    const frame = parseFrame('[2,"id-1","NotifyPeriodicEventStream",{}]', '2.1')
    assert.ok(frame.type === 'call')
    assert.equal(receiveCall('2.1', frame, tolerant).type, 'refused')
  })
})
