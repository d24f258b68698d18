import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findAction } from '../actions.ts'
import { repair } from './repair.ts'

const station = { vendor: '', model: '', firmwareVersion: '' }
const row = (version: '1.6' | '2.0.1', action: string) => findAction(version, action, 'station') ?? assert.fail(action)
const timestamp = '2025-12-01T09:00:00Z'

describe('repair', () => {
  it('repairs faults of several kinds in one payload, each wherever it is', () => {
    const payload = {
      connectorId: '1',
      colour: 'red',
      meterValue: [
        { timestamp, sampledValue: [{ value: 1, unit: 'AMP' }, { value: 2 }] },
        { timestamp, sampledValue: { value: 3, context: null }, surplus: true },
      ],
    }
    const repaired = repair(row('1.6', 'MeterValues'), payload, station)
    assert.equal(repaired.whole, true)
    assert.deepEqual(repaired.payload, {
      connectorId: 1,
      meterValue: [
        { timestamp, sampledValue: [{ value: '1', unit: 'A' }, { value: '2' }] },
        { timestamp, sampledValue: [{ value: '3' }] },
      ],
    })
    assert.deepEqual(
      [...repaired.quirks].sort(),
      ['extra-field', 'null-field', 'number-for-text', 'object-for-array', 'text-for-number', 'unit-alias'].sort(),
    )
  })

  it('leaves what was sent as it was', () => {
    const payload = { connectorId: '1', errorCode: 'NoError', status: 'Available' }
    repair(row('1.6', 'StatusNotification'), payload, station)
    assert.deepEqual(payload, { connectorId: '1', errorCode: 'NoError', status: 'Available' })
  })

  it('flags what no rule can repair, and hands on what was repaired before', () => {
    const payload = { extra: 1, connectorId: 1, errorCode: 'Worse', status: 'Available' }
    const { payload: rest, quirks, whole } = repair(row('1.6', 'StatusNotification'), payload, station)
    assert.deepEqual([...quirks], ['extra-field', 'unknown-value'])
    assert.deepEqual([rest, whole], [{ connectorId: 1, errorCode: 'Worse', status: 'Available' }, false])
  })

  it('ends, however many faults there are', () => {
    const extras = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`extra${i}`, i]))
    const { whole, quirks } = repair(row('1.6', 'Heartbeat'), extras, station)
    assert.deepEqual([whole, [...quirks]], [false, ['extra-field']])
    const list = Array.from({ length: 5000 }, () => null)
    const nulls = repair(row('1.6', 'MeterValues'), { connectorId: 1, meterValue: list }, station)
    assert.deepEqual([nulls.payload, nulls.whole], [{ connectorId: 1, meterValue: [] }, true])
  })

  it('takes names that objects are born with for names', () => {
    const payload: unknown = JSON.parse(
      '{"__proto__":{"a":1},"constructor":2,"connectorId":1,"errorCode":"NoError","status":"Available"}',
    )
    const { payload: rest, whole } = repair(row('1.6', 'StatusNotification'), payload, station)
    assert.equal(whole, true)
    assert.equal(JSON.stringify(rest), '{"connectorId":1,"errorCode":"NoError","status":"Available"}')
    assert.equal('a' in {}, false)
  })

  it('does not guess: numbers with a fraction stay wrong for whole ones, words for numbers', () => {
    const stop = (meterStop: unknown) =>
      repair(row('1.6', 'StopTransaction'), { transactionId: 1, meterStop, timestamp }, station)
    for (const value of [1.5, 'many', '1.5', '', {}]) {
      const { whole, quirks } = stop(value)
      assert.deepEqual([whole, [...quirks]], [false, ['wrong-type']], JSON.stringify(value))
    }
    assert.equal(stop(' 12 ').whole, true)
  })

  it('reads true and false in words and digits', () => {
    const offline = (value: unknown) => {
      const told = {
        eventType: 'Updated',
        timestamp,
        triggerReason: 'Trigger',
        seqNo: 1,
        transactionInfo: { transactionId: 'T' },
      }
      return repair(row('2.0.1', 'TransactionEvent'), { ...told, offline: value }, station).payload
    }
    for (const [written, read] of [
      ['TRUE', true],
      [1, true],
      ['0', false],
      ['False', false],
    ] as const) {
      assert.equal(Reflect.get(Object(offline(written)), 'offline'), read)
    }
    const strange: unknown[] = ['perhaps', {}, [1], JSON.parse('{"toString":null,"valueOf":1}')]
    for (const written of strange) assert.deepEqual(Reflect.get(Object(offline(written)), 'offline'), written)
  })
})
