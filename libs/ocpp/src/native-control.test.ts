import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type NeutralCommand, nativeCommand } from './native-command.ts'
import type { OcppVersion } from './versions.ts'

type Of<Case extends NeutralCommand['$case']> = Extract<NeutralCommand, { $case: Case }>['value']

const refuses = (run: () => unknown, field: string): void => assert.throws(run, { code: 'invalid_argument', field })
const unlock = (version: OcppVersion, evseId: number, connectorId = 0) =>
  nativeCommand(version, { $case: 'unlock', value: { evseId, connectorId } })
const reset = (version: OcppVersion, value: Partial<Of<'reset'>>) =>
  nativeCommand(version, { $case: 'reset', value: { immediate: false, evseId: 0, resume: false, ...value } })
const availability = (version: OcppVersion, value: Partial<Of<'availability'>>) =>
  nativeCommand(version, { $case: 'availability', value: { evseId: 0, connectorId: 0, operative: false, ...value } })
const trigger = (version: OcppVersion, message: string, value: Partial<Of<'trigger'>> = {}) =>
  nativeCommand(version, {
    $case: 'trigger',
    value: { message, evseId: 0, connectorId: 0, customTrigger: '', ...value },
  })

describe('nativeCommand unlock', () => {
  it('names a connector: that of the station in 1.6, the first of the EVSE in 2.x (F05)', () => {
    assert.deepEqual(unlock('1.6', 2), { action: 'UnlockConnector', payload: { connectorId: 2 } })
    for (const version of ['2.0.1', '2.1'] as const) {
      assert.deepEqual(unlock(version, 2).payload, { evseId: 2, connectorId: 1 })
      assert.deepEqual(unlock(version, 2, 3).payload, { evseId: 2, connectorId: 3 })
    }
    refuses(() => unlock('1.6', 0), 'evseId')
  })
})

describe('nativeCommand reset', () => {
  it('waits for the end of transactions unless told otherwise (B11, B12)', () => {
    assert.deepEqual(reset('1.6', {}), { action: 'Reset', payload: { type: 'Soft' } })
    assert.deepEqual(reset('1.6', { immediate: true }).payload, { type: 'Hard' })
    assert.deepEqual(reset('2.0.1', {}).payload, { type: 'OnIdle' })
    assert.deepEqual(reset('2.0.1', { immediate: true, evseId: 2 }).payload, { type: 'Immediate', evseId: 2 })
    assert.deepEqual(reset('2.1', { resume: true }).payload, { type: 'ImmediateAndResume' })
  })

  it('refuses what the version has not', () => {
    refuses(() => reset('1.6', { evseId: 1 }), 'evseId')
    refuses(() => reset('2.0.1', { resume: true }), 'resume')
  })
})

describe('nativeCommand availability', () => {
  it('is of the station, an EVSE or a connector (G03, G04)', () => {
    assert.deepEqual(availability('1.6', {}), {
      action: 'ChangeAvailability',
      payload: { connectorId: 0, type: 'Inoperative' },
    })
    assert.deepEqual(availability('1.6', { evseId: 1, operative: true }).payload, { connectorId: 1, type: 'Operative' })
    assert.deepEqual(availability('2.0.1', {}).payload, { operationalStatus: 'Inoperative' })
    assert.deepEqual(availability('2.1', { evseId: 1, operative: true }).payload, {
      evse: { id: 1 },
      operationalStatus: 'Operative',
    })
    assert.deepEqual(availability('2.1', { evseId: 1, connectorId: 2 }).payload, {
      evse: { id: 1, connectorId: 2 },
      operationalStatus: 'Inoperative',
    })
    refuses(() => availability('2.0.1', { connectorId: 2 }), 'evseId')
  })
})

describe('nativeCommand trigger', () => {
  it('asks in the words of 2.x, with the connector where F06.FR.12 wants it', () => {
    assert.deepEqual(trigger('2.0.1', 'Heartbeat'), {
      action: 'TriggerMessage',
      payload: { requestedMessage: 'Heartbeat' },
    })
    assert.deepEqual(trigger('2.0.1', 'MeterValues', { evseId: 1 }).payload, {
      requestedMessage: 'MeterValues',
      evse: { id: 1 },
    })
    assert.deepEqual(trigger('2.0.1', 'StatusNotification', { evseId: 1 }).payload, {
      requestedMessage: 'StatusNotification',
      evse: { id: 1, connectorId: 1 },
    })
    assert.deepEqual(trigger('2.1', 'CustomTrigger', { customTrigger: 'Mine' }).payload, {
      requestedMessage: 'CustomTrigger',
      customTrigger: 'Mine',
    })
    assert.deepEqual(trigger('2.0.1', 'DiagnosticsStatusNotification').payload, {
      requestedMessage: 'LogStatusNotification',
    })
  })

  it('takes the security extension of 1.6 where the station has it, or nothing else will do', () => {
    const of = (message: string, extended?: boolean) => trigger('1.6', message, { extended })
    assert.deepEqual(of('MeterValues'), { action: 'TriggerMessage', payload: { requestedMessage: 'MeterValues' } })
    assert.equal(of('MeterValues', true).action, 'ExtendedTriggerMessage')
    assert.deepEqual(of('SignChargingStationCertificate'), {
      action: 'ExtendedTriggerMessage',
      payload: { requestedMessage: 'SignChargePointCertificate' },
    })
    assert.equal(of('LogStatusNotification').action, 'ExtendedTriggerMessage')
    assert.deepEqual(of('LogStatusNotification', false), {
      action: 'TriggerMessage',
      payload: { requestedMessage: 'DiagnosticsStatusNotification' },
    })
    // The extension knows no such message: the station's diagnostics are still asked for the old way.
    assert.equal(of('DiagnosticsStatusNotification', true).action, 'TriggerMessage')
    assert.deepEqual(trigger('1.6', 'StatusNotification', { evseId: 2 }).payload, {
      requestedMessage: 'StatusNotification',
      connectorId: 2,
    })
    refuses(() => of('TransactionEvent'), 'message')
    refuses(() => of('SignChargingStationCertificate', false), 'message')
    refuses(() => trigger('1.6', 'CustomTrigger', { customTrigger: 'Mine' }), 'customTrigger')
  })
})
