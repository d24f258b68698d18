import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type TransactionEvent, TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import { at, event, registerSample, start16, stop16 } from '../testing/messages.ts'
import { readTold } from './told.ts'

const read = (data: TransactionEvent, tenant = 'acme', subject = 'S1') =>
  readTold({
    type: 'chargeplane.ocpp.v1.TransactionEvent',
    id: 'id',
    tenant,
    subject,
    time: at(0),
    data,
    traceparent: undefined,
    topic: 'ocpp.transactions',
    partition: 0,
    offset: '0',
  })

describe('readTold', () => {
  it('takes registers as exact decimals', () => {
    assert.equal(read(start16('S1', '1', { meterStartWh: 0.1 + 0.2 })).meterStartWh, '0.3')
    assert.deepEqual([read(stop16('S1')).meterStartWh, read(stop16('S1')).meterStopWh], [null, '8500.5'])
  })

  it('takes the token of the start, and of no stop', () => {
    const hash = 'ab'.repeat(32)
    assert.deepEqual(read(start16('S1')).token, { hash, at: '-infinity', authorizationStatus: 'Accepted' })
    assert.equal(read(stop16('S1')).token, undefined)
    const idToken = { hash, type: 'ISO14443' }
    const update = (triggerReason: string) =>
      event('S1', 3, { transactionId: 'x', naturalKey: 'x/1', seqNo: 1, idToken, triggerReason })
    assert.deepEqual(read(update('Authorized')).token?.at, new Date(at(3)))
    assert.equal(read(update('StopAuthorized')).token, undefined)
  })

  it('takes the time of arrival for an event or reading without a time', () => {
    const told = read(
      start16('S1', '1', { occurredAt: '', sampledValues: [{ ...registerSample(5, 1), sampledAt: '' }] }),
    )
    assert.deepEqual([told.occurredAt, told.readings[0]?.sampledAt], [new Date(at(0)), new Date(at(0))])
  })

  const refused: [string, TransactionEvent][] = [
    ['origin', start16('S1', '1', { origin: undefined })],
    ['kind', start16('S1', '1', { kind: TransactionEventKind.UNSPECIFIED })],
    ['transactionId', start16('S1', '')],
    ['transactionId', stop16('S1', '')],
    ['naturalKey', start16('S1', '1', { naturalKey: '' })],
    ['naturalKey', start16('S1', '1', { naturalKey: 'a\0b' })],
    ['occurredAt', start16('S1', '1', { occurredAt: '2022-02-99T00:00:00Z' })],
    ['occurredAt', start16('S1', '1', { occurredAt: '+275000-01-01T00:00:00Z' })],
    ['meterStartWh', start16('S1', '1', { meterStartWh: Number.NaN })],
    ['meterStopWh', stop16('S1', '1', { meterStopWh: Number.POSITIVE_INFINITY })],
    [
      'sampledValues[1].value',
      start16('S1', '1', { sampledValues: [registerSample(0, 1), registerSample(1, Number.NaN)] }),
    ],
    [
      'sampledValues[0].sampledAt',
      start16('S1', '1', { sampledValues: [{ ...registerSample(0, 1), sampledAt: 'noon' }] }),
    ],
  ]
  for (const [field, message] of refused) {
    it(`refuses an event with a bad ${field}`, () =>
      assert.throws(() => read(message), { code: 'invalid_argument', field }))
  }

  it('refuses an event of another tenant or station than its key says', () => {
    assert.throws(() => read(start16('S1'), 'other'), { code: 'invalid_argument', field: 'origin.tenant' })
    assert.throws(() => read(start16('S1'), 'acme', 'S2'), { code: 'invalid_argument', field: 'origin.stationId' })
  })
})
