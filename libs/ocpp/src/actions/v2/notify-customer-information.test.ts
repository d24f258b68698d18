import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { textOpener } from '../../sealed-text.ts'
import { call, exchange, onlyEvent, pepper } from '../../testing.ts'

const payload = {
  data: '{"name":"Jane Doe","idToken":"DEADBEEF"}',
  tbc: true,
  seqNo: 2,
  generatedAt: '2025-12-01T09:59:00Z',
  requestId: 77,
}

describe('2.x NotifyCustomerInformation', () => {
  it('carries the text sealed, and nowhere else (N09.FR.05)', () => {
    const { reply, events } = exchange('2.0.1', call('NotifyCustomerInformation', payload))
    assert.equal(reply, '[3,"id-1",{}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.CustomerInformationReported')
    const { origin, sealedData, ...data } = event.data
    assert.deepEqual(data, {
      requestId: 77n,
      seqNo: 2,
      toBeContinued: true,
      generatedAt: '2025-12-01T09:59:00.000Z',
    })
    assert.equal(textOpener(pepper)(sealedData), payload.data)
    assert.equal(origin?.rawPayload, JSON.stringify({ ...payload, data: '[sealed]' }))
    assert.equal(sealedData.includes('Jane'), false)
  })

  it('takes the next sequence of the epoch once', () => {
    let calls = 0
    const nextSequence = () => ++calls
    exchange('2.1', call('NotifyCustomerInformation', payload), {}, { nextSequence })
    assert.equal(calls, 1)
  })

  it('may say that there is nothing (N09.FR.06)', () => {
    const { tbc: _, ...last } = payload
    const event = onlyEvent(exchange('2.1', call('NotifyCustomerInformation', { ...last, data: '' })).events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.CustomerInformationReported')
    assert.equal(event.data.toBeContinued, false)
    assert.equal(textOpener(pepper)(event.data.sealedData), '')
  })
})
