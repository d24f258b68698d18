// Transactions and their limits in a version's own words (OCPP 1.6 5.11, 5.12, 5.16, 5.5; 2.x F01, F03, K01, K10).
import { fail } from '@chargeplane/failure'
import type { LimitCommand, StartCommand } from '@chargeplane/proto/stations/v1/stations'
import type { NativeCommand } from './native.ts'
import { isDerivedId } from './transaction-id.ts'
import type { OcppVersion } from './versions.ts'

function transactionId16(transactionId: string): number {
  const id = /^\d+$/.test(transactionId) ? Number(transactionId) : 0
  if (!isDerivedId(id)) {
    throw fail('invalid_argument', 'transactionId is not one that an OCPP 1.6 station can have', {
      field: 'transactionId',
    })
  }
  return id
}

export function start(version: OcppVersion, command: StartCommand): NativeCommand {
  const { evseId, idToken, idTokenType, remoteStartId } = command
  if (version === '1.6') {
    const payload = { ...(evseId > 0 && { connectorId: evseId }), idTag: idToken }
    return { action: 'RemoteStartTransaction', payload }
  }
  if (remoteStartId <= 0) {
    throw fail('invalid_argument', `remoteStartId has to be chosen for OCPP ${version}`, { field: 'remoteStartId' })
  }
  const token = { idToken, type: idTokenType || 'ISO14443' }
  return {
    action: 'RequestStartTransaction',
    payload: { ...(evseId > 0 && { evseId }), remoteStartId, idToken: token },
  }
}

export function stop(version: OcppVersion, transactionId: string): NativeCommand {
  return version === '1.6'
    ? { action: 'RemoteStopTransaction', payload: { transactionId: transactionId16(transactionId) } }
    : { action: 'RequestStopTransaction', payload: { transactionId } }
}

/** Tenths of an ampere are all that a profile can say (1.6 7.14); rounding up would pass a limit. */
function tenthsBelow(limitA: number): number {
  return Math.floor(limitA * 10 + 1e-6) / 10
}

/** One constant limit from now on. Relative to the start of the charge, which every version takes without a clock (1.6 3.13, 2.x K01). */
export function limit(version: OcppVersion, command: LimitCommand): NativeCommand {
  const { transactionId, evseId, limitA, profileId, stackLevel } = command
  if (!Number.isFinite(limitA) || limitA < 0) {
    throw fail('invalid_argument', 'limitA has to be a current of at least 0 A', { field: 'limitA' })
  }
  if (transactionId !== '' && evseId <= 0) {
    throw fail('invalid_argument', 'the limit of a transaction needs its EVSE', { field: 'evseId' })
  }
  const profile = {
    stackLevel,
    chargingProfilePurpose: transactionId === '' ? 'TxDefaultProfile' : 'TxProfile',
    chargingProfileKind: 'Relative',
  }
  const schedule = {
    chargingRateUnit: 'A',
    chargingSchedulePeriod: [{ startPeriod: 0, limit: tenthsBelow(limitA) }],
  }
  if (version !== '1.6') {
    const own = { id: profileId, ...profile, ...(transactionId !== '' && { transactionId }) }
    const chargingProfile = { ...own, chargingSchedule: [{ id: profileId, ...schedule }] }
    return { action: 'SetChargingProfile', payload: { evseId, chargingProfile } }
  }
  const own = {
    chargingProfileId: profileId,
    ...(transactionId !== '' && { transactionId: transactionId16(transactionId) }),
  }
  const csChargingProfiles = { ...own, ...profile, chargingSchedule: schedule }
  return { action: 'SetChargingProfile', payload: { connectorId: evseId, csChargingProfiles } }
}

export function clearLimit(version: OcppVersion, profileId: number): NativeCommand {
  const payload = version === '1.6' ? { id: profileId } : { chargingProfileId: profileId }
  return { action: 'ClearChargingProfile', payload }
}
