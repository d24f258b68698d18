import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import type { DecisionResult } from '../../questions.ts'
import { accepted, call, exchange, hashOf, onlyEvent } from '../../testing.ts'

const started = {
  eventType: 'Started',
  timestamp: '2025-12-01T09:00:00Z',
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 'b1f5a0d2', chargingState: 'EVConnected', remoteStartId: 77 },
  evse: { id: 2, connectorId: 1 },
  idToken: { idToken: 'AABB', type: 'ISO14443' },
}
const register = (value: number, context: string) => ({
  timestamp: '2025-12-01T09:00:00Z',
  sampledValue: [{ value, context, unitOfMeasure: { unit: 'kWh' } }],
})

function told(payload: unknown, decision?: DecisionResult) {
  const event = onlyEvent(exchange('2.0.1', call('TransactionEvent', payload), decision).events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
  assert.equal(event.naturalKey, event.data.naturalKey)
  return event.data
}

describe('2.0.1 TransactionEvent', () => {
  it('asks about a token and answers with its info', () => {
    const { question, reply } = exchange('2.0.1', call('TransactionEvent', started), { ...accepted, status: 'Blocked' })
    assert.partialDeepStrictEqual(question, {
      kind: 'authorize',
      idToken: 'AABB',
      idTokenType: 'ISO14443',
      purpose: 'start',
      transactionId: 'b1f5a0d2',
    })
    assert.equal(reply, '[3,"id-1",{"idTokenInfo":{"status":"Blocked"}}]')
  })

  it('asks nobody and answers nothing where no token was presented', () => {
    const { idToken: _, ...payload } = started
    const { question, reply } = exchange('2.0.1', call('TransactionEvent', payload))
    assert.equal(question, undefined)
    assert.equal(reply, '[3,"id-1",{}]')
  })

  it('asks with the purpose that the token is presented for', () => {
    const purpose = (eventType: string, triggerReason: string): unknown => {
      const { question } = exchange(
        '2.0.1',
        call('TransactionEvent', { ...started, eventType, triggerReason }),
        accepted,
      )
      return question?.kind === 'authorize' && question.purpose
    }
    assert.equal(purpose('Started', 'CablePluggedIn'), 'start')
    assert.equal(purpose('Updated', 'Authorized'), 'start')
    assert.equal(purpose('Updated', 'RemoteStart'), 'start')
    assert.equal(purpose('Updated', 'ChargingStateChanged'), 'update')
    assert.equal(purpose('Ended', 'StopAuthorized'), 'end')
  })

  it('becomes a started event with the register at its begin', () => {
    const payload = { ...started, reservationId: 5, meterValue: [register(12.345, 'Transaction.Begin')] }
    const { origin, sampledValues, ...data } = told(payload, { ...accepted, fallback: 'accept' })
    assert.equal(origin?.fallback, 'accept')
    assert.equal(origin?.rawPayload.includes('AABB'), false)
    assert.deepEqual([sampledValues.length, sampledValues[0]?.original], [1, '12.345 kWh'])
    assert.partialDeepStrictEqual(data, {
      kind: TransactionEventKind.STARTED,
      transactionId: 'b1f5a0d2',
      occurredAt: '2025-12-01T09:00:00.000Z',
      naturalKey: 'b1f5a0d2/0',
      seqNo: 0,
      evseId: 2,
      connectorId: 1,
      idToken: { hash: hashOf('AABB'), type: 'ISO14443' },
      authorizationStatus: 'Accepted',
      offline: false,
      triggerReason: 'Authorized',
      chargingState: 'EVConnected',
      stoppedReason: '',
      meterStartWh: 12345,
      meterStopWh: undefined,
      remoteStartId: 77n,
      reservationId: 5n,
    })
  })

  it('becomes an ended event with both registers', () => {
    const payload = {
      eventType: 'Ended',
      timestamp: '2025-12-01T09:40:00Z',
      triggerReason: 'EVDeparted',
      seqNo: 9,
      offline: true,
      transactionInfo: { transactionId: 'b1f5a0d2', stoppedReason: 'EVDisconnected' },
      meterValue: [
        register(12.345, 'Transaction.Begin'),
        register(13, 'Sample.Periodic'),
        register(22.5, 'Transaction.End'),
      ],
    }
    const data = told(payload)
    assert.equal(data.kind, TransactionEventKind.ENDED)
    assert.deepEqual([data.meterStartWh, data.meterStopWh, data.offline], [12345, 22500, true])
    assert.deepEqual([data.stoppedReason, data.naturalKey, data.idToken], ['EVDisconnected', 'b1f5a0d2/9', undefined])
  })

  it('is the same event when it is sent again, whenever that is', () => {
    const again = { ...started, offline: true }
    assert.equal(told(again, accepted).naturalKey, told(started, accepted).naturalKey)
  })

  it('keeps and flags what breaks the schema', () => {
    const data = told({ ...started, seqNo: '4', triggerReason: 'Weather', idToken: null, evse: 2, meterValue: [] })
    assert.deepEqual([data.seqNo, data.naturalKey, data.triggerReason, data.evseId], [4, 'b1f5a0d2/4', 'Weather', 0])
    assert.notEqual(data.origin?.schemaFault, '')
  })

  it('keeps and answers one that says neither which transaction nor which of its events, as a message of no use', () => {
    const unusable = (payload: unknown) => {
      const { reply, events } = exchange('2.0.1', call('TransactionEvent', payload))
      assert.equal(reply, '[3,"id-1",{}]')
      const event = onlyEvent(events)
      assert.ok(event.type === 'chargeplane.ocpp.v1.MessageUnusable')
      return event.data.field
    }
    const { transactionInfo: _, ...nameless } = started
    assert.equal(unusable(nameless), 'transactionInfo.transactionId')
    assert.equal(
      unusable({ ...started, transactionInfo: { transactionId: '', stoppedReason: 'x' } }),
      'transactionInfo.transactionId',
    )
    assert.equal(unusable({ ...started, seqNo: 'first' }), 'seqNo')
  })
})
