import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, hashOf, onlyEvent } from '../../testing.ts'

const battery = { evseId: 3, serialNumber: 'B-1', soC: 12.5, soH: 98 }
const payload = {
  eventType: 'BatteryIn',
  requestId: 42,
  idToken: { idToken: 'RIDER', type: 'ISO14443' },
  batteryData: [{ ...battery, productionDate: '2023-05-01T00:00:00+02:00', vendorInfo: 'pack' }, battery],
}

describe('2.1 BatterySwap', () => {
  it('S03: becomes an event with the hash of the token and every battery', () => {
    const { events, reply } = exchange('2.1', call('BatterySwap', payload))
    assert.equal(reply, '[3,"id-1",{}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.BatterySwapped')
    const { origin, ...rest } = event.data
    assert.ok(origin !== undefined && !origin.rawPayload.includes('RIDER'))
    const told = { evseId: 3, serialNumber: 'B-1', socPercent: 12.5, sohPercent: 98 }
    assert.deepEqual(rest, {
      kind: 'BatteryIn',
      requestId: 42n,
      idToken: { hash: hashOf('RIDER'), type: 'ISO14443' },
      batteries: [
        { ...told, producedAt: '2023-04-30T22:00:00.000Z', vendorInfo: 'pack' },
        { ...told, producedAt: '', vendorInfo: '' },
      ],
    })
  })

  it('is the same fact when it is sent again, and another one when it says something else', () => {
    const keyOf = (message: object) => onlyEvent(exchange('2.1', call('BatterySwap', message)).events).naturalKey
    assert.equal(keyOf(payload), keyOf(payload))
    assert.notEqual(keyOf(payload), keyOf({ ...payload, eventType: 'BatteryOut' }))
  })

  it('is not there in 2.0.1', () => {
    assert.match(exchange('2.0.1', call('BatterySwap', payload)).reply, /^\[4,"id-1","NotImplemented"/)
  })
})
