import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '@chargeplane/failure'
import { TransactionEvent, TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import { decodeAnyEvent, decodeEvent, encodeEvent, type IncomingRecord, maxValueBytes, typeOf } from './event.ts'
import { type EventType, eventTypes, isEventType } from './event-types.ts'
import { transactionEvent } from './test-support.ts'

const type = 'chargeplane.ocpp.v1.TransactionEvent'
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

const data = TransactionEvent.fromPartial({
  origin: { tenant: 'acme', stationId: 'CP/1', epoch: 9_007_199_254_740_993n, sequence: 7, rawPayload: '{"ä":1}' },
  kind: TransactionEventKind.STARTED,
  transactionId: '42',
  meterStartWh: 0,
  sampledValues: [{ value: 1.5, unit: 'Wh', original: '1.5 Wh' }],
})
const event = {
  type,
  tenant: 'acme',
  subject: 'CP/1',
  id: 'id-1',
  time: '2026-11-23T01:02:03.004Z',
  data,
  traceparent,
} as const

/** What Kafka makes of a record on the way: everything arrives as bytes. */
function received(record: ReturnType<typeof encodeEvent>): IncomingRecord {
  const headers = Object.fromEntries(
    Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(String(value))]),
  )
  return { ...record, key: Buffer.from(record.key ?? ''), headers, partition: 3, offset: '99' }
}

const isFailure = (code: string, field: string) => (error: Failure) => error.code === code && error.field === field

describe('encodeEvent', () => {
  it('makes a CloudEvent in binary mode, keyed by tenant and subject', () => {
    const record = encodeEvent(event, '/chargeplane/edge')
    assert.equal(record.topic, 'ocpp.transactions')
    assert.equal(record.key, 'acme/CP/1')
    assert.deepEqual(record.headers, {
      ce_specversion: '1.0',
      ce_id: 'id-1',
      ce_type: type,
      ce_source: '/chargeplane/edge',
      ce_subject: 'CP/1',
      ce_time: '2026-11-23T01:02:03.004Z',
      'content-type': 'application/protobuf',
      traceparent,
    })
    assert.deepEqual(record.value, Buffer.from(TransactionEvent.encode(data).finish()))
  })

  it('says when it happened, if the event does not', () => {
    const { headers } = encodeEvent(transactionEvent('CP-1', 'x'), '/s')
    assert.ok(Math.abs(Date.parse(String(headers.ce_time)) - Date.now()) < 5000)
    assert.ok(!('traceparent' in headers))
  })

  it('refuses what could not be found again', () => {
    const refused = (change: Partial<typeof event>, field: string): void =>
      assert.throws(() => encodeEvent({ ...event, ...change }, '/s'), isFailure('invalid_argument', field))
    refused({ id: '' as 'id-1' }, 'id')
    refused({ subject: '' as 'CP/1' }, 'subject')
    refused({ tenant: '' as 'acme' }, 'tenant')
    refused({ tenant: 'a/b' as 'acme' }, 'tenant')
    refused({ type: 'nothing' as typeof type }, 'type')
  })

  it('refuses a value that a broker would not take', () => {
    const large = TransactionEvent.fromPartial({ naturalKey: 'x'.repeat(maxValueBytes) })
    assert.throws(() => encodeEvent({ ...event, data: large }, '/s'), isFailure('invalid_argument', 'data'))
  })
})

describe('decodeEvent', () => {
  it('gives back what was encoded', () => {
    const record = received(encodeEvent(event, '/s'))
    const { id, tenant, subject, time } = event
    assert.equal(typeOf(record), type)
    assert.deepEqual(decodeEvent(type, record), {
      ...{ type, id, tenant, subject, time, data, traceparent },
      ...{ topic: 'ocpp.transactions', partition: 3, offset: '99' },
    })
  })

  it('gives back every type of the catalogue', () => {
    for (const [name, { codec }] of Object.entries(eventTypes)) {
      assert.ok(isEventType(name))
      const empty = codec.decode(new Uint8Array())
      const record = received(
        encodeEvent<EventType>({ type: name, tenant: 't', subject: 's', id: 'i', data: empty }, '/s'),
      )
      assert.deepEqual(decodeAnyEvent(name, record).data, empty, name)
    }
  })

  it('takes the first of a repeated header', () => {
    const record = received(encodeEvent(event, '/s'))
    record.headers.ce_id = [Buffer.from('first'), Buffer.from('second')]
    assert.equal(decodeEvent(type, record).id, 'first')
  })

  for (const [what, change, field] of [
    ['no id', { headers: { ce_subject: 's' } }, 'ce_id'],
    ['no subject', { headers: { ce_id: 'i' } }, 'ce_subject'],
    ['no key', { key: null }, 'key'],
    ['a key without tenant', { key: Buffer.from('/CP-1') }, 'key'],
    ['no value', { value: null }, 'value'],
    ['a value that is no such message', { value: Buffer.from([0xff, 0xff, 0xff]) }, 'value'],
    ['a value that ends too early', { value: Buffer.from([0x0a, 0x20, 0x01]) }, 'value'],
  ] as const) {
    it(`refuses a record with ${what}`, () => {
      const record = { ...received(encodeEvent(event, '/s')), ...change }
      assert.throws(() => decodeEvent(type, record), isFailure('format_violation', field))
    })
  }

  it('refuses a record without type', () => {
    assert.throws(
      () => typeOf({ ...received(encodeEvent(event, '/s')), headers: {} }),
      isFailure('format_violation', 'ce_type'),
    )
  })
})
