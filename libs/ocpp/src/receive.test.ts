import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange } from './testing.ts'
import type { OcppVersion } from './versions.ts'

const reply = (version: OcppVersion, action: string, payload: unknown): string =>
  exchange(version, call(action, payload)).reply

describe('receiveCall', () => {
  it('answers NotSupported to an action that the version has and NotImplemented to one that it has not', () => {
    assert.equal(
      reply('1.6', 'FirmwareStatusNotification', {}),
      '[4,"id-1","NotSupported","FirmwareStatusNotification is not supported here",{}]',
    )
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

  it('answers a schema fault with the matching violation, spelled by the version, naming the field', () => {
    assert.equal(
      reply('1.6', 'BootNotification', { chargePointModel: 'M' }),
      '[4,"id-1","OccurenceConstraintViolation","chargePointVendor is missing",{}]',
    )
    assert.equal(
      reply('2.0.1', 'BootNotification', { reason: 'PowerUp', chargingStation: { model: 'M' } }),
      '[4,"id-1","OccurrenceConstraintViolation","chargingStation.vendorName is missing",{}]',
    )
    assert.equal(
      reply('1.6', 'Heartbeat', { a: 1 }),
      '[4,"id-1","FormationViolation","a is not a field of this message",{}]',
    )
    assert.equal(
      reply('2.0.1', 'NotifyReport', { requestId: 'x', generatedAt: '2025-12-01T10:00:00Z', seqNo: 0 }),
      '[4,"id-1","TypeConstraintViolation","requestId must be integer",{}]',
    )
    assert.equal(
      reply('2.0.1', 'DataTransfer', { vendorId: 'v'.repeat(256) }),
      '[4,"id-1","PropertyConstraintViolation","vendorId must NOT have more than 255 characters",{}]',
    )
    assert.equal(reply('2.0.1', 'DataTransfer', []), '[4,"id-1","FormatViolation","payload must be object",{}]')
  })

  it('refuses a tolerant action too when a field that matters is missing or of no use', () => {
    assert.equal(
      reply('1.6', 'StopTransaction', { meterStop: 1 }),
      '[4,"id-1","OccurenceConstraintViolation","transactionId is missing",{}]',
    )
    assert.equal(
      reply('1.6', 'StartTransaction', { connectorId: { a: 1 }, idTag: 'AA', meterStart: 'x', timestamp: 5 }),
      '[4,"id-1","TypeConstraintViolation","connectorId must be integer",{}]',
    )
    assert.equal(
      reply('2.0.1', 'TransactionEvent', { eventType: 'Paused', seqNo: 1, transactionInfo: { transactionId: 'T' } }),
      '[4,"id-1","TypeConstraintViolation","eventType can\'t be used",{}]',
    )
    assert.equal(reply('1.6', 'MeterValues', 'values'), '[4,"id-1","FormationViolation","payload must be object",{}]')
  })
})
