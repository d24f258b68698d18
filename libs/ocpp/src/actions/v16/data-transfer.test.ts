import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const decided = (status: 'Accepted' | 'UnknownVendorId') => ({ kind: 'dataTransfer', status, fallback: '' }) as const

describe('1.6 DataTransfer', () => {
  it('says that it does not know a vendor that nobody registered, and keeps the message', () => {
    const data = '{"SN":"SN3"}'
    const payload = { vendorId: 'EN+', messageId: 'gatewayInfo', data }
    const { events, reply } = exchange('1.6', call('DataTransfer', payload), decided('UnknownVendorId'))
    assert.equal(reply, '[3,"id-1",{"status":"UnknownVendorId"}]')
    const event = onlyEvent(events)
    assert.equal(event.type, 'chargeplane.ocpp.v1.DataTransferred')
    const { origin, ...rest } = event.data
    assert.equal(origin?.action, 'DataTransfer')
    assert.deepEqual(rest, {
      vendorId: 'EN+',
      messageId: 'gatewayInfo',
      data: JSON.stringify(data),
      status: 'UnknownVendorId',
    })
  })

  it('accepts a registered vendor', () => {
    const { reply } = exchange('1.6', call('DataTransfer', { vendorId: 'com.example' }), decided('Accepted'))
    assert.equal(reply, '[3,"id-1",{"status":"Accepted"}]')
  })

  it('is refused without a vendor', () => {
    const { reply } = exchange('1.6', call('DataTransfer', { data: 'x' }))
    assert.equal(reply, '[4,"id-1","OccurenceConstraintViolation","vendorId is missing",{}]')
  })
})
