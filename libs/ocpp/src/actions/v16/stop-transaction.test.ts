import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import type { DecisionResult } from '../../questions.ts'
import { accepted, call, exchange, hashOf, onlyEvent } from '../../testing.ts'

const payload = { transactionId: 1764506865, meterStop: 792981, timestamp: '2025-11-30T13:14:01Z' }

function stopped(request: unknown, decision?: DecisionResult) {
  const { events } = exchange('1.6', call('StopTransaction', request), decision)
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
  assert.equal(event.naturalKey, event.data.naturalKey)
  return event.data
}

describe('1.6 StopTransaction', () => {
  it('asks nobody and answers nothing about a token that was not presented', () => {
    const { question, reply } = exchange('1.6', call('StopTransaction', payload))
    assert.equal(question, undefined)
    assert.equal(reply, '[3,"id-1",{}]')
    assert.equal(exchange('1.6', call('StopTransaction', { ...payload, idTag: '' })).reply, '[3,"id-1",{}]')
  })

  it('asks and answers about one that was', () => {
    const { question, reply } = exchange('1.6', call('StopTransaction', { ...payload, idTag: '0a0b' }), accepted)
    assert.partialDeepStrictEqual(question, {
      kind: 'authorize',
      idToken: '0a0b',
      idTokenType: 'ISO14443',
      purpose: 'end',
      transactionId: '1764506865',
    })
    assert.equal(reply, '[3,"id-1",{"idTagInfo":{"status":"Accepted"}}]')
  })

  it('becomes an ended event with its transactionData as samples', () => {
    const transactionData = [
      {
        timestamp: '2025-11-30T13:14:01Z',
        sampledValue: [{ value: '792.981', unit: 'kWh', context: 'Transaction.End' }],
      },
      { timestamp: '2025-11-30T13:14:01Z', sampledValue: [] },
    ]
    const request = { ...payload, idTag: '0a0b', reason: 'Local', transactionData }
    const { origin, ...data } = stopped(request, { ...accepted, status: 'Expired' })
    assert.equal(origin?.schemaFault, '')
    assert.partialDeepStrictEqual(data, {
      kind: TransactionEventKind.ENDED,
      transactionId: '1764506865',
      occurredAt: '2025-11-30T13:14:01.000Z',
      naturalKey: 'stop/1764506865',
      evseId: 0,
      connectorId: 0,
      idToken: { hash: hashOf('0a0b'), type: 'ISO14443' },
      authorizationStatus: 'Expired',
      offline: false,
      triggerReason: '',
      chargingState: '',
      stoppedReason: 'Local',
      meterStopWh: 792981,
      sampledValues: [
        {
          sampledAt: '2025-11-30T13:14:01.000Z',
          measurand: 'Energy.Active.Import.Register',
          phase: '',
          location: 'Outlet',
          context: 'Transaction.End',
          value: 792981,
          unit: 'Wh',
          original: '792.981 kWh',
        },
      ],
    })
  })

  it('tells the end in words of 2.x', () => {
    assert.equal(stopped({ ...payload, reason: 'SoftReset' }).stoppedReason, 'ImmediateReset')
    assert.equal(stopped({ ...payload, reason: 'UnlockCommand' }).stoppedReason, 'Other')
    assert.equal(stopped({ ...payload, reason: 'EVDisconnected' }).stoppedReason, 'EVDisconnected')
    assert.equal(stopped(payload).stoppedReason, '')
  })

  it('tells stops apart that carry an id which is not ours', () => {
    for (const transactionId of [0, -1, 2 ** 63, 2 ** 31]) {
      const one = stopped({ ...payload, transactionId })
      const other = stopped({ ...payload, transactionId, timestamp: '2025-11-30T15:00:00Z' })
      assert.notEqual(one.naturalKey, other.naturalKey)
      assert.notEqual(one.transactionId, other.transactionId)
      assert.equal(one.naturalKey, stopped({ ...payload, transactionId }).naturalKey, 'a resend is the same stop')
    }
    assert.equal(stopped({ ...payload, transactionId: -1 }).transactionId, '-1@2025-11-30T13:14:01Z/792981')
  })

  it('is answered whatever else is wrong with it, because it would be sent again for ever', () => {
    const { events, reply } = exchange(
      '1.6',
      call('StopTransaction', { transactionId: '42', reason: 'Bored', extra: 1 }),
    )
    assert.equal(reply, '[3,"id-1",{}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
    assert.equal(event.data.transactionId, '42')
    assert.equal(event.data.meterStopWh, undefined)
    assert.equal(event.data.origin?.schemaFault, 'timestamp is missing')
  })

  it('has its register as a reading too, unless it was sampled', () => {
    const readings = (request: object) =>
      stopped(request).sampledValues.map(({ context, value, original }) => [context, value, original])
    assert.deepEqual(readings(payload), [['Transaction.End', 792_981, '792981 Wh']])
    const sampled = { timestamp: payload.timestamp, sampledValue: [{ value: '792.981', unit: 'kWh' }] }
    assert.equal(readings({ ...payload, transactionData: [sampled] }).length, 2)
    const marked = { ...sampled, sampledValue: [{ ...sampled.sampledValue[0], context: 'Transaction.End' }] }
    assert.deepEqual(readings({ ...payload, transactionData: [marked] }), [['Transaction.End', 792_981, '792.981 kWh']])
  })
})
