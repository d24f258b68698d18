import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { booted, call, exchange, onlyEvent } from '../../testing.ts'

const chargingStation = { vendorName: 'FoxESS', model: 'A022KP1', serialNumber: 'SN-1', firmwareVersion: '1.10' }
const payload = { reason: 'PowerUp', chargingStation: { ...chargingStation, modem: { iccid: '89', imsi: '26' } } }

describe('2.0.1 BootNotification', () => {
  it('asks its owner and answers with our clock', () => {
    const { question, reply } = exchange('2.0.1', call('BootNotification', payload), booted)
    assert.deepEqual(question, {
      kind: 'boot',
      vendor: 'FoxESS',
      model: 'A022KP1',
      serialNumber: 'SN-1',
      firmwareVersion: '1.10',
      reason: 'PowerUp',
    })
    assert.equal(reply, '[3,"id-1",{"currentTime":"2025-12-01T10:00:01.000Z","interval":300,"status":"Accepted"}]')
  })

  it('becomes an event that carries the answer', () => {
    const { events } = exchange('2.0.1', call('BootNotification', payload), { ...booted, status: 'Rejected' })
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.StationBooted')
    const { origin, ...data } = event.data
    assert.equal(origin?.sequence, 1)
    assert.deepEqual(data, {
      vendor: 'FoxESS',
      model: 'A022KP1',
      serialNumber: 'SN-1',
      firmwareVersion: '1.10',
      reason: 'PowerUp',
      iccid: '89',
      imsi: '26',
      registrationStatus: 'Rejected',
    })
  })

  it('is tolerant of optional fields and strict about the others', () => {
    const boot = (station: object, reason: unknown = 'PowerUp'): string =>
      exchange('2.0.1', call('BootNotification', { reason, chargingStation: station }), booted).reply
    assert.match(boot({ ...chargingStation, serialNumber: 'S'.repeat(34) }), /^\[3,/)
    assert.match(boot({ ...chargingStation, colour: 'red' }), /^\[3,/)
    assert.match(
      boot({ ...chargingStation, model: 'M'.repeat(21) }),
      /^\[4,"id-1","PropertyConstraintViolation","chargingStation.model /,
    )
    assert.match(boot(chargingStation, {}), /^\[4,"id-1","TypeConstraintViolation","reason /)
    assert.match(
      exchange('2.0.1', call('BootNotification', { reason: 'PowerUp' })).reply,
      /"OccurrenceConstraintViolation","chargingStation.vendorName is missing"/,
    )
  })
})
