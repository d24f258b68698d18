import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { booted, call, exchange, onlyEvent } from '../../testing.ts'

const payload = {
  chargePointVendor: 'ABB',
  chargePointModel: 'CDT_TACW22',
  chargeBoxSerialNumber: 'BOX-4',
  firmwareVersion: 'V1.8.21',
  iccid: '',
  imsi: '262019876543210',
}

describe('1.6 BootNotification', () => {
  it('asks its owner with what the station said of itself', () => {
    assert.deepEqual(exchange('1.6', call('BootNotification', payload), booted).question, {
      kind: 'boot',
      vendor: 'ABB',
      model: 'CDT_TACW22',
      serialNumber: 'BOX-4',
      firmwareVersion: 'V1.8.21',
      reason: '',
    })
  })

  it('is answered the decision, with our clock in UTC', () => {
    const { reply } = exchange('1.6', call('BootNotification', payload), {
      ...booted,
      status: 'Pending',
      intervalS: 60,
    })
    assert.equal(reply, '[3,"id-1",{"currentTime":"2025-12-01T10:00:01.000Z","interval":60,"status":"Pending"}]')
  })

  it('becomes an event that carries the answer', () => {
    const { events } = exchange('1.6', call('BootNotification', payload), { ...booted, fallback: 'accepted' })
    const event = onlyEvent(events)
    assert.equal(event.type, 'chargeplane.ocpp.v1.StationBooted')
    const { origin, ...data } = event.data
    assert.deepEqual([origin?.fallback, origin?.rawPayload], ['accepted', JSON.stringify(payload)])
    assert.deepEqual(data, {
      vendor: 'ABB',
      model: 'CDT_TACW22',
      serialNumber: 'BOX-4',
      firmwareVersion: 'V1.8.21',
      iccid: '',
      imsi: '262019876543210',
      reason: '',
      registrationStatus: 'Accepted',
    })
  })

  it('lets a station boot whose serial number is too long, and flags it', () => {
    const long = { ...payload, chargePointSerialNumber: 'S'.repeat(34) }
    const { events, question, reply } = exchange('1.6', call('BootNotification', long), booted)
    assert.match(reply, /^\[3,"id-1",/)
    assert.equal(question?.kind === 'boot' && question.serialNumber, 'S'.repeat(34))
    assert.equal(
      onlyEvent(events).data.origin?.schemaFault,
      'chargePointSerialNumber must NOT have more than 25 characters',
    )
  })

  it('is strict about the two fields that every boot has', () => {
    assert.equal(
      exchange('1.6', call('BootNotification', { ...payload, chargePointModel: 'M'.repeat(21) })).reply,
      '[4,"id-1","PropertyConstraintViolation","chargePointModel must NOT have more than 20 characters",{}]',
    )
    assert.equal(
      exchange('1.6', call('BootNotification', {})).reply,
      '[4,"id-1","OccurenceConstraintViolation","chargePointVendor is missing",{}]',
    )
  })
})
