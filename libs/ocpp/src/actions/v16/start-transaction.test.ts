import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import { accepted, call, exchange, hashOf, onlyEvent } from '../../testing.ts'

const payload = { connectorId: 2, idTag: 'AABB', meterStart: 21505, timestamp: '2025-12-01T09:12:35.000Z' }
const id = 1034177992

describe('1.6 StartTransaction', () => {
  it('asks about the token for a transaction that starts', () => {
    assert.partialDeepStrictEqual(exchange('1.6', call('StartTransaction', payload), accepted).question, {
      kind: 'authorize',
      idToken: 'AABB',
      idTokenType: 'ISO14443',
      purpose: 'start',
      transactionId: String(id),
    })
  })

  it('answers the same id to a resend in another session', () => {
    const first = exchange('1.6', call('StartTransaction', payload), accepted)
    const later = { epoch: 1_700_000_009_999, receivedAt: new Date('2025-12-03T00:00:00Z') }
    const resend = exchange('1.6', call('StartTransaction', payload), accepted, later)
    assert.equal(first.reply, `[3,"id-1",{"idTagInfo":{"status":"Accepted"},"transactionId":${id}}]`)
    assert.equal(resend.reply, first.reply)
    assert.equal(onlyEvent(resend.events).naturalKey, onlyEvent(first.events).naturalKey)
  })

  it('gives a refused token an id too', () => {
    const { events, reply } = exchange('1.6', call('StartTransaction', payload), { ...accepted, status: 'NoCredit' })
    assert.equal(reply, `[3,"id-1",{"idTagInfo":{"status":"Blocked"},"transactionId":${id}}]`)
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
    assert.equal(event.data.authorizationStatus, 'NoCredit')
  })

  it('becomes a started event', () => {
    const { events } = exchange('1.6', call('StartTransaction', { ...payload, reservationId: 7 }), accepted)
    const event = onlyEvent(events)
    const naturalKey = `start/2/2025-12-01T09:12:35.000Z/21505/${hashOf('AABB')}`
    assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
    assert.equal(event.naturalKey, naturalKey)
    const { origin, ...data } = event.data
    assert.equal(origin?.rawPayload.includes('AABB'), false)
    assert.partialDeepStrictEqual(data, {
      kind: TransactionEventKind.STARTED,
      transactionId: String(id),
      occurredAt: '2025-12-01T09:12:35.000Z',
      naturalKey,
      evseId: 2,
      connectorId: 1,
      idToken: { hash: hashOf('AABB'), type: 'ISO14443' },
      authorizationStatus: 'Accepted',
      offline: false,
      triggerReason: '',
      chargingState: '',
      stoppedReason: '',
      meterStartWh: 21505,
      reservationId: 7n,
      sampledValues: [],
    })
  })

  it('has its register as a reading too, as 2.x tells it', () => {
    const readings = (request: object) => {
      const event = onlyEvent(exchange('1.6', call('StartTransaction', request), accepted).events)
      assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
      return event.data.sampledValues
    }
    assert.deepEqual(readings(payload), [
      {
        sampledAt: '2025-12-01T09:12:35.000Z',
        measurand: 'Energy.Active.Import.Register',
        phase: '',
        location: 'Outlet',
        context: 'Transaction.Begin',
        value: 21505,
        unit: 'Wh',
        original: '21505 Wh',
      },
    ])
    const { meterStart: _, ...unmetered } = payload
    assert.deepEqual(readings(unmetered), [])
  })

  it('keeps an impossible time apart from others like it, and dates it by arrival', () => {
    const started = (timestamp: unknown) => {
      const event = onlyEvent(exchange('1.6', call('StartTransaction', { ...payload, timestamp }), accepted).events)
      assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
      return event.data
    }
    const [one, other] = [started('2022-02-29T10:00:00Z'), started('2022-02-29T11:00:00Z')]
    assert.notEqual(one.transactionId, other.transactionId)
    assert.equal(one.occurredAt, '2025-12-01T10:00:00.500Z')
    assert.equal(started('t'.repeat(50_000)).naturalKey.length < 300, true)
  })

  it('takes an empty tag, a tag of digits and a missing meter, and flags them', () => {
    const { events, reply } = exchange('1.6', call('StartTransaction', { connectorId: '1', idTag: 1234 }), accepted)
    assert.match(reply, /^\[3,"id-1",\{"idTagInfo":\{"status":"Accepted"\},"transactionId":\d+\}\]$/)
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
    assert.equal(event.data.idToken?.hash, hashOf('1234'))
    assert.equal(event.data.meterStartWh, undefined)
    assert.equal(event.data.origin?.schemaFault, 'meterStart is missing')
    assert.equal(
      exchange('1.6', call('StartTransaction', { ...payload, idTag: '' }), accepted).question?.kind,
      'authorize',
    )
  })
})
