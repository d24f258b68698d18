import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

describe('2.x ReservationStatusUpdate', () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    it(`${version}: H04.FR.01 becomes the end of the reservation`, () => {
      const payload = { reservationId: 7, reservationUpdateStatus: 'Expired' }
      const { events, reply } = exchange(version, call('ReservationStatusUpdate', payload))
      assert.equal(reply, '[3,"id-1",{}]')
      const event = onlyEvent(events)
      assert.equal(event.type, 'chargeplane.ocpp.v1.ReservationEnded')
      assert.equal(event.naturalKey, '1700000000000/1')
      const { origin, ...rest } = event.data
      assert.equal(origin?.action, 'ReservationStatusUpdate')
      assert.deepEqual(rest, { reservationId: 7n, status: 'Expired' })
    })
  }

  it('takes an id that fits no number of ours for none', () => {
    const frame = call('ReservationStatusUpdate', { reservationId: 2 ** 63, reservationUpdateStatus: 'Expired' })
    const event = onlyEvent(exchange('2.0.1', frame).events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.ReservationEnded')
    assert.equal(event.data.reservationId, 0n)
  })

  it('knows NoTransaction in 2.1 only', () => {
    const frame = call('ReservationStatusUpdate', { reservationId: 7, reservationUpdateStatus: 'NoTransaction' })
    assert.equal(exchange('2.1', frame).reply, '[3,"id-1",{}]')
    assert.match(exchange('2.0.1', frame).reply, /^\[4,"id-1","PropertyConstraintViolation"/)
  })
})
