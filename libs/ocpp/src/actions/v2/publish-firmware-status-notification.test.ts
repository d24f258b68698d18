import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

function reported(payload: object) {
  const { reply, events } = exchange('2.0.1', call('PublishFirmwareStatusNotification', payload))
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.FirmwarePublishReported')
  return event.data
}

describe('2.x PublishFirmwareStatusNotification', () => {
  it('says where published firmware is to be had (L03.FR.04)', () => {
    const location = ['http://10.0.0.1/fw.bin', 'ftp://10.0.0.1/fw.bin']
    const { origin, ...data } = reported({ status: 'Published', location, requestId: 5 })
    assert.equal(origin?.action, 'PublishFirmwareStatusNotification')
    assert.deepEqual(data, { status: 'Published', requestId: 5n, locations: location, reasonCode: '', reason: '' })
  })

  it('names no place while there is none, and takes a lone one that is no list', () => {
    assert.deepEqual(reported({ status: 'InvalidChecksum', requestId: 5 }).locations, [])
    const { locations, origin } = reported({ status: 'Published', location: 'http://10.0.0.1/fw.bin', requestId: 5 })
    assert.deepEqual(locations, ['http://10.0.0.1/fw.bin'])
    assert.notEqual(origin?.schemaFault, '')
  })
})
