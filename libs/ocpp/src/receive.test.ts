import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from './testing.ts'
import type { OcppVersion } from './versions.ts'

const strict = { strict: true }
const reply = (version: OcppVersion, action: string, payload: unknown, tolerance = {}): string =>
  exchange(version, call(action, payload), {}, {}, tolerance).reply

describe('receiveCall', () => {
  it('answers NotSupported to an action that the version has and NotImplemented to one that it has not', () => {
    assert.equal(
      reply('1.6', 'TransactionEvent', {}),
      '[4,"id-1","NotImplemented","OCPP 1.6 has no action TransactionEvent",{}]',
    )
    assert.equal(
      reply('2.0.1', 'StartTransaction', {}),
      '[4,"id-1","NotImplemented","OCPP 2.0.1 has no action StartTransaction",{}]',
    )
    assert.equal(
      reply('2.0.1', 'Reset', { type: 'OnIdle' }),
      '[4,"id-1","NotSupported","Reset is not supported here",{}]',
    )
    assert.equal(reply('2.1', 'Reset', {}), '[4,"id-1","NotSupported","Reset is not supported here",{}]')
  })

  it('is not fooled by names that objects are born with', () => {
    for (const action of ['constructor', '__proto__', 'toString', '']) {
      assert.equal(reply('1.6', action, {}), `[4,"id-1","NotImplemented","OCPP 1.6 has no action ${action}",{}]`)
    }
  })

  it('answers a schema fault that no rule repairs with the matching violation, spelled by the version', () => {
    assert.equal(
      reply('1.6', 'BootNotification', { chargePointModel: 'M' }),
      '[4,"id-1","OccurenceConstraintViolation","chargePointVendor is missing",{}]',
    )
    assert.equal(
      reply('2.0.1', 'BootNotification', { reason: 'PowerUp', chargingStation: { model: 'M' } }),
      '[4,"id-1","OccurrenceConstraintViolation","chargingStation.vendorName is missing",{}]',
    )
    assert.equal(
      reply('2.0.1', 'NotifyReport', { requestId: 'x', generatedAt: '2025-12-01T10:00:00Z', seqNo: 0 }),
      '[4,"id-1","TypeConstraintViolation","requestId must be integer",{}]',
    )
    assert.equal(
      reply('2.0.1', 'DataTransfer', { vendorId: 'v'.repeat(256) }),
      '[4,"id-1","PropertyConstraintViolation","vendorId must NOT have more than 255 characters",{}]',
    )
    assert.equal(reply('2.0.1', 'DataTransfer', 'data'), '[4,"id-1","FormatViolation","payload must be object",{}]')
  })

  it('repairs nothing for a strict station', () => {
    assert.equal(
      reply('1.6', 'Heartbeat', { a: 1 }, strict),
      '[4,"id-1","FormationViolation","a is not a field of this message",{}]',
    )
    assert.equal(
      reply('1.6', 'StopTransaction', { meterStop: 1 }, strict),
      '[4,"id-1","OccurenceConstraintViolation","transactionId is missing",{}]',
    )
    const start = { connectorId: 1, idTag: 'AA', meterStart: 0, timestamp: '2025-12-01 10:00' }
    assert.equal(
      reply('1.6', 'StartTransaction', start, strict),
      '[4,"id-1","PropertyConstraintViolation","timestamp is no RFC 3339 date-time",{}]',
    )
    assert.match(reply('2.0.1', 'MeterValues', { connectorId: 1, meterValue: [] }, strict), /^\[4,/)
  })

  it('keeps, flags and answers a message about transactions, status or meters that nothing can be made of', () => {
    const unusable: [OcppVersion, string, unknown, string, string][] = [
      ['1.6', 'StopTransaction', { meterStop: 1 }, 'transactionId', '[3,"id-1",{}]'],
      ['1.6', 'MeterValues', 'values', '', '[3,"id-1",{}]'],
      ['1.6', 'StatusNotification', { connectorId: 1 }, 'status', '[3,"id-1",{}]'],
      ['2.0.1', 'TransactionEvent', { eventType: 'Paused', seqNo: 1 }, 'eventType', '[3,"id-1",{}]'],
      ['2.1', 'StatusNotification', {}, 'evseId', '[3,"id-1",{}]'],
    ]
    for (const [version, action, payload, field, answer] of unusable) {
      const exchanged = exchange(version, call(action, payload))
      assert.equal(exchanged.reply, answer)
      const { type, data } = onlyEvent(exchanged.events)
      assert.ok(type === 'chargeplane.ocpp.v1.MessageUnusable')
      assert.equal(data.field, field, action)
      assert.equal(data.origin?.rawPayload, JSON.stringify(payload))
      assert.equal(data.origin?.quirks.at(-1), 'unusable-message')
      assert.notEqual(data.origin?.schemaFault, '')
    }
  })

  it('tells a start that nothing can be made of an id, and that its token is not valid', () => {
    const { reply, events } = exchange('1.6', call('StartTransaction', { connectorId: { a: 1 }, idTag: 'SECRET' }))
    const [, , answer]: [number, string, { transactionId: number; idTagInfo: object }] = JSON.parse(reply)
    assert.deepEqual(answer.idTagInfo, { status: 'Invalid' })
    assert.ok(answer.transactionId > 0)
    assert.equal(onlyEvent(events).data.origin?.rawPayload.includes('SECRET'), false)
  })
})
