// Unlocking, resets, availability and triggers in a version's own words (OCPP 1.6 5.2, 5.14, 5.17, 5.18; 2.x F05, B11, B12, G03, G04, F06).
import { fail } from '@chargeplane/failure'
import type {
  AvailabilityCommand,
  ResetCommand,
  TriggerCommand,
  UnlockCommand,
} from '@chargeplane/proto/stations/v1/commands'
import type { NativeCommand } from './native.ts'
import type { OcppVersion } from './versions.ts'

const notIn16 = (what: string, field: string) => fail('invalid_argument', `OCPP 1.6 has no ${what}`, { field })

export function unlock(version: OcppVersion, { evseId, connectorId }: UnlockCommand): NativeCommand {
  if (evseId <= 0) throw fail('invalid_argument', 'evseId has to name an EVSE, from 1', { field: 'evseId' })
  const payload = version === '1.6' ? { connectorId: evseId } : { evseId, connectorId: connectorId || 1 }
  return { action: 'UnlockConnector', payload }
}

export function reset(version: OcppVersion, { immediate, evseId, resume }: ResetCommand): NativeCommand {
  if (resume && version !== '2.1') {
    throw fail('invalid_argument', `OCPP ${version} can not resume transactions after a reset`, { field: 'resume' })
  }
  if (version !== '1.6') {
    const type = resume ? 'ImmediateAndResume' : immediate ? 'Immediate' : 'OnIdle'
    return { action: 'Reset', payload: { type, ...(evseId > 0 && { evseId }) } }
  }
  if (evseId > 0) throw notIn16('reset of a single EVSE', 'evseId')
  return { action: 'Reset', payload: { type: immediate ? 'Hard' : 'Soft' } }
}

export function availability(version: OcppVersion, command: AvailabilityCommand): NativeCommand {
  const { evseId, connectorId, operative } = command
  if (version === '1.6') {
    return {
      action: 'ChangeAvailability',
      payload: { connectorId: evseId, type: operative ? 'Operative' : 'Inoperative' },
    }
  }
  if (connectorId > 0 && evseId <= 0) {
    throw fail('invalid_argument', 'a connector is named within its EVSE', { field: 'evseId' })
  }
  const evse = evseId > 0 && { evse: evseOf(evseId, connectorId) }
  return {
    action: 'ChangeAvailability',
    payload: { ...evse, operationalStatus: operative ? 'Operative' : 'Inoperative' },
  }
}

function evseOf(evseId: number, connectorId: number): object {
  return { id: evseId, ...(connectorId > 0 && { connectorId }) }
}

const triggers16: ReadonlySet<string> = new Set([
  'BootNotification',
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'MeterValues',
  'StatusNotification',
])
/** Of the security extension, section 4.4.1, by the words of 2.x. */
const extendedTriggers: ReadonlyMap<string, string> = new Map([
  ...['BootNotification', 'LogStatusNotification', 'FirmwareStatusNotification', 'Heartbeat'].map(same),
  ...['MeterValues', 'StatusNotification'].map(same),
  ['SignChargingStationCertificate', 'SignChargePointCertificate'],
])

function same(message: string): [string, string] {
  return [message, message]
}

export function trigger(version: OcppVersion, command: TriggerCommand): NativeCommand {
  const { message, evseId, connectorId, customTrigger } = command
  if (version === '1.6') return trigger16(command)
  const requestedMessage = message === 'DiagnosticsStatusNotification' ? 'LogStatusNotification' : message
  // F06.FR.12: which connector has to be said for a StatusNotification.
  const connector = connectorId || (message === 'StatusNotification' ? 1 : 0)
  const payload = {
    requestedMessage,
    ...(evseId > 0 && { evse: evseOf(evseId, connector) }),
    ...(customTrigger !== '' && { customTrigger }),
  }
  return { action: 'TriggerMessage', payload }
}

function trigger16({ message, evseId, customTrigger, extended }: TriggerCommand): NativeCommand {
  if (customTrigger !== '') throw notIn16('custom triggers', 'customTrigger')
  const connector = evseId > 0 && { connectorId: evseId }
  const plain = message === 'LogStatusNotification' && extended === false ? 'DiagnosticsStatusNotification' : message
  const requestedMessage = extendedTriggers.get(message)
  const isPlain = triggers16.has(plain)
  if (requestedMessage !== undefined && (extended === true || (extended === undefined && !isPlain))) {
    return { action: 'ExtendedTriggerMessage', payload: { requestedMessage, ...connector } }
  }
  if (!isPlain) throw notIn16(`trigger for ${message}`, 'message')
  return { action: 'TriggerMessage', payload: { requestedMessage: plain, ...connector } }
}
