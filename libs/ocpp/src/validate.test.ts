import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BootNotificationRequest, MeterValuesRequest, SetChargingProfileRequest } from '#v16'
import { NotifyEventRequest, StatusNotificationRequest } from '#v201'
import { type Validator, validateBy } from './validate.ts'

function refused<T>(validator: Validator<T>, payload: unknown) {
  const failure = validateBy(validator)(payload)
  return failure === undefined ? undefined : [failure.code, failure.field, failure.message]
}

const boot = { chargePointVendor: 'V', chargePointModel: 'M' }

describe('validateBy', () => {
  it('passes what fits', () => {
    assert.equal(refused(BootNotificationRequest, boot), undefined)
  })

  it('names a missing field an occurrence violation', () => {
    assert.deepEqual(refused(BootNotificationRequest, { chargePointVendor: 'V' }), [
      'occurrence_constraint_violation',
      'chargePointModel',
      'chargePointModel is missing',
    ])
  })

  it('names too few entries an occurrence violation', () => {
    const event = { generatedAt: '2025-12-01T10:00:00Z', seqNo: 0, eventData: [] }
    assert.deepEqual(refused(NotifyEventRequest, event), [
      'occurrence_constraint_violation',
      'eventData',
      'eventData must NOT have fewer than 1 items',
    ])
  })

  it('names a wrong type with the path to it', () => {
    const values = { connectorId: 1, meterValue: [{ timestamp: 'T', sampledValue: [{ value: 5 }] }] }
    assert.deepEqual(refused(MeterValuesRequest, values), [
      'type_constraint_violation',
      'meterValue[0].sampledValue[0].value',
      'meterValue[0].sampledValue[0].value must be string',
    ])
  })

  it('names a wrong value a property violation, without repeating it', () => {
    const status = { timestamp: 'T', connectorStatus: 'secret', evseId: 1, connectorId: 1 }
    assert.deepEqual(refused(StatusNotificationRequest, status), [
      'property_constraint_violation',
      'connectorStatus',
      'connectorStatus is not one of its allowed values',
    ])
    assert.deepEqual(refused(BootNotificationRequest, { ...boot, chargePointModel: 'M'.repeat(21) }), [
      'property_constraint_violation',
      'chargePointModel',
      'chargePointModel must NOT have more than 20 characters',
    ])
  })

  it('names an unknown field and a payload that is no object format violations', () => {
    assert.deepEqual(refused(BootNotificationRequest, { ...boot, colour: 'red' }), [
      'format_violation',
      'colour',
      'colour is not a field of this message',
    ])
    assert.deepEqual(refused(BootNotificationRequest, []), ['format_violation', '', 'payload must be object'])
    assert.equal(
      refused(BootNotificationRequest, JSON.parse('{"__proto__":{}}'))?.[0],
      'occurrence_constraint_violation',
    )
  })
})

describe('compiled schemas', () => {
  const profile = (limit: number, validFrom?: string) => ({
    connectorId: 1,
    csChargingProfiles: {
      chargingProfileId: 1,
      stackLevel: 0,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Relative',
      validFrom,
      chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
    },
  })

  it('take every tenth for a multiple of 0.1', () => {
    for (let tenths = 0; tenths <= 800; tenths++) {
      assert.equal(refused(SetChargingProfileRequest, profile(tenths / 10)), undefined, String(tenths / 10))
    }
    assert.equal(refused(SetChargingProfileRequest, profile(16.05))?.[0], 'property_constraint_violation')
  })

  it('check moments that we send, and leave those of stations to be repaired', () => {
    const field = 'csChargingProfiles.validFrom'
    assert.equal(refused(SetChargingProfileRequest, profile(16, 'tomorrow'))?.[1], field)
    assert.equal(refused(SetChargingProfileRequest, profile(16, '2025-12-01T10:00:00.5+01:00')), undefined)
    const values = { connectorId: 1, meterValue: [{ timestamp: '2022-02-29 10:00', sampledValue: [] }] }
    assert.equal(refused(MeterValuesRequest, values), undefined)
  })

  it('count characters, not UTF-16 units', () => {
    assert.equal(refused(BootNotificationRequest, { ...boot, chargePointModel: '😀'.repeat(20) }), undefined)
    assert.equal(
      refused(BootNotificationRequest, { ...boot, chargePointModel: '😀'.repeat(21) })?.[1],
      'chargePointModel',
    )
  })
})
