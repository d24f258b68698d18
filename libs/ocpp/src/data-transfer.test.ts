import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DataTransferDecision } from './billing-questions.ts'
import { dataTransferHandler } from './data-transfer.ts'
import { call, contextFor, exchange, onlyEvent } from './testing.ts'

const context = contextFor('{}')
const accepted: DataTransferDecision = { kind: 'dataTransfer', status: 'Accepted', fallback: '' }

describe('dataTransferHandler', () => {
  it('asks for the vendor and the message, which may be none', () => {
    assert.deepEqual(dataTransferHandler.ask?.({ vendorId: 'com.example', messageId: 'Hello' }, context), [
      { kind: 'dataTransfer', vendorId: 'com.example', messageId: 'Hello' },
    ])
    assert.partialDeepStrictEqual(dataTransferHandler.ask?.({ vendorId: 'com.example' }, context), [{ messageId: '' }])
  })

  it('tells null data from none', () => {
    const dataOf = (data: unknown): unknown => {
      const [event] = dataTransferHandler.events({ vendorId: 'com.example', data }, context, { dataTransfer: accepted })
      return event?.type === 'chargeplane.ocpp.v1.DataTransferred' && event.data.data
    }
    assert.equal(dataOf(null), 'null')
    assert.equal(dataOf(undefined), '')
    assert.equal(dataOf([1, 'a']), '[1,"a"]')
  })

  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    it(`${version}: says what was decided, on the wire and in the event, with the fallback that stood in`, () => {
      for (const status of ['Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId'] as const) {
        const decision: DataTransferDecision = { kind: 'dataTransfer', status, fallback: 'rejected' }
        const { reply, events } = exchange(version, call('DataTransfer', { vendorId: 'x' }), decision)
        assert.equal(reply, `[3,"id-1",{"status":"${status}"}]`)
        const event = onlyEvent(events)
        assert.partialDeepStrictEqual(event.data, { status, origin: { fallback: 'rejected' } })
      }
    })
  }
})
