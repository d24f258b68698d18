// What is sent where the smallest payload that the schema allows is one that a careful CSMS refuses to send.
import { actionsFrom, type OcppVersion } from '@chargeplane/ocpp'
import { examplePayload } from '../harness/example-payload.ts'

type Json = Record<string, unknown>

/** Has to be known to authorization before any of these is sent. */
export const acceptedToken = 'EVERY-TOKEN'
const address = 'https://files.example.com/one'
const relative = { chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Relative' }
const schedule = { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] }
const within = (payload: Json, field: string, more: Json): Json => {
  const inner = payload[field]
  return { ...payload, [field]: { ...(typeof inner === 'object' ? inner : {}), ...more } }
}

/** By action: the fields that say what no schema asks for (1.6 5.16.4, 2.x K01, K09, K10, N09), and addresses that are addresses. */
const changes: Readonly<Record<string, (payload: Json, version: OcppVersion) => Json>> = {
  AdjustPeriodicEventStream: payload => within(payload, 'params', { interval: 60 }),
  ClearChargingProfile: (payload, version) => (version === '1.6' ? payload : { ...payload, chargingProfileId: 1 }),
  CustomerInformation: payload => ({ ...payload, customerIdentifier: 'someone' }),
  GetChargingProfiles: payload => within(payload, 'chargingProfile', { chargingProfilePurpose: 'TxProfile' }),
  GetDiagnostics: payload => ({ ...payload, location: address }),
  GetLog: payload => within(payload, 'log', { remoteLocation: address }),
  PublishFirmware: payload => ({ ...payload, location: address }),
  RequestBatterySwap: payload => within(payload, 'idToken', { idToken: acceptedToken, type: 'ISO14443' }),
  SetChargingProfile: (payload, version) =>
    version === '1.6'
      ? { ...within(payload, 'csChargingProfiles', { ...relative, chargingSchedule: schedule }), connectorId: 0 }
      : within(payload, 'chargingProfile', { ...relative, chargingSchedule: [{ id: 1, ...schedule }] }),
  SignedUpdateFirmware: payload => within(payload, 'firmware', { location: address }),
  UpdateFirmware: (payload, version) =>
    version === '1.6' ? { ...payload, location: address } : within(payload, 'firmware', { location: address }),
}

/** A payload that the platform sends as it is; each action asks under a requestId of its own, as results are joined by it. */
export function commandPayload(version: OcppVersion, action: string): Json {
  const payload = examplePayload(version, action, 'request')
  const changed = changes[action]?.(payload, version) ?? payload
  if (changed.requestId === undefined) return changed
  return { ...changed, requestId: 1000 + actionsFrom(version, 'csms').indexOf(action) }
}
