import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type NeutralCommand, nativeCommand } from './native-command.ts'

const start: NeutralCommand = {
  $case: 'start',
  value: { evseId: 2, idToken: 'AABB', idTokenType: '', remoteStartId: 77 },
}
const limit = (value: Partial<Extract<NeutralCommand, { $case: 'limit' }>['value']>): NeutralCommand => ({
  $case: 'limit',
  value: { transactionId: '', evseId: 0, limitA: 16, profileId: 9, stackLevel: 0, ...value },
})
const refuses = (run: () => unknown, field: string): void => assert.throws(run, { code: 'invalid_argument', field })

describe('nativeCommand start', () => {
  it('is RemoteStartTransaction in 1.6 and RequestStartTransaction in 2.0.1', () => {
    assert.deepEqual(nativeCommand('1.6', start), {
      action: 'RemoteStartTransaction',
      payload: { connectorId: 2, idTag: 'AABB' },
    })
    assert.deepEqual(nativeCommand('2.0.1', start), {
      action: 'RequestStartTransaction',
      payload: { evseId: 2, remoteStartId: 77, idToken: { idToken: 'AABB', type: 'ISO14443' } },
    })
  })

  it('names no EVSE where none was chosen', () => {
    const anywhere: NeutralCommand = { $case: 'start', value: { ...start.value, evseId: 0, idTokenType: 'Central' } }
    assert.deepEqual(nativeCommand('1.6', anywhere).payload, { idTag: 'AABB' })
    assert.deepEqual(nativeCommand('2.0.1', anywhere).payload, {
      remoteStartId: 77,
      idToken: { idToken: 'AABB', type: 'Central' },
    })
  })

  it('refuses what the version can not carry', () => {
    const value = { ...start.value, idToken: 'A'.repeat(21), idTokenType: 'Ring' }
    refuses(() => nativeCommand('1.6', { $case: 'start', value }), 'idTag')
    refuses(() => nativeCommand('2.0.1', { $case: 'start', value }), 'idToken.type')
    refuses(
      () => nativeCommand('2.0.1', { $case: 'start', value: { ...start.value, remoteStartId: 0 } }),
      'remoteStartId',
    )
  })
})

describe('nativeCommand stop', () => {
  it('carries the transaction id as the version has it', () => {
    const stop: NeutralCommand = { $case: 'stop', value: { transactionId: '1764506865' } }
    assert.deepEqual(nativeCommand('1.6', stop), {
      action: 'RemoteStopTransaction',
      payload: { transactionId: 1764506865 },
    })
    assert.deepEqual(nativeCommand('2.0.1', stop), {
      action: 'RequestStopTransaction',
      payload: { transactionId: '1764506865' },
    })
  })

  it('refuses an id that no 1.6 transaction has', () => {
    for (const transactionId of ['', '0', '-1', '4294967296', 'b1f5a0d2']) {
      refuses(() => nativeCommand('1.6', { $case: 'stop', value: { transactionId } }), 'transactionId')
    }
  })
})

describe('nativeCommand limit', () => {
  const schedule = { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] }

  it('is a default profile for everything, or for one EVSE', () => {
    const profile = { stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Relative' }
    assert.deepEqual(nativeCommand('1.6', limit({})), {
      action: 'SetChargingProfile',
      payload: { connectorId: 0, csChargingProfiles: { chargingProfileId: 9, ...profile, chargingSchedule: schedule } },
    })
    assert.deepEqual(nativeCommand('2.0.1', limit({ evseId: 3 })), {
      action: 'SetChargingProfile',
      payload: { evseId: 3, chargingProfile: { id: 9, ...profile, chargingSchedule: [{ id: 9, ...schedule }] } },
    })
  })

  it('is a profile of the transaction where one is given', () => {
    const profile = { stackLevel: 5, chargingProfilePurpose: 'TxProfile', chargingProfileKind: 'Relative' }
    const command = limit({ transactionId: '42', evseId: 1, stackLevel: 5 })
    assert.deepEqual(nativeCommand('1.6', command).payload, {
      connectorId: 1,
      csChargingProfiles: { chargingProfileId: 9, transactionId: 42, ...profile, chargingSchedule: schedule },
    })
    assert.deepEqual(nativeCommand('2.0.1', command).payload, {
      evseId: 1,
      chargingProfile: { id: 9, transactionId: '42', ...profile, chargingSchedule: [{ id: 9, ...schedule }] },
    })
  })

  it('never rounds up', () => {
    const sent = (limitA: number): string => JSON.stringify(nativeCommand('1.6', limit({ limitA })).payload)
    assert.match(sent(10.6666), /"limit":10.6}/)
    assert.match(sent(16.1), /"limit":16.1}/)
    assert.match(sent(16.099999999999998), /"limit":16.1}/)
    assert.match(sent(0), /"limit":0}/)
  })

  it('refuses a current that is none and a transaction without its EVSE', () => {
    refuses(() => nativeCommand('1.6', limit({ limitA: -1 })), 'limitA')
    refuses(() => nativeCommand('2.0.1', limit({ limitA: Number.NaN })), 'limitA')
    refuses(() => nativeCommand('1.6', limit({ transactionId: '42' })), 'evseId')
  })
})

describe('nativeCommand clearLimit', () => {
  it('names the profile', () => {
    const command: NeutralCommand = { $case: 'clearLimit', value: { profileId: 9 } }
    assert.deepEqual(nativeCommand('1.6', command), { action: 'ClearChargingProfile', payload: { id: 9 } })
    assert.deepEqual(nativeCommand('2.0.1', command), {
      action: 'ClearChargingProfile',
      payload: { chargingProfileId: 9 },
    })
  })
})
