// Version-neutral commands in a version's own words.
import { fail } from '@chargeplane/failure'
import type { SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import { validateCommand } from './commands.ts'
import type { NativeCommand } from './native.ts'
import { clearLimit, limit, start, stop } from './native-charging.ts'
import { getConfiguration, setConfiguration } from './native-configuration.ts'
import { availability, reset, trigger, unlock } from './native-control.ts'
import { getLog, updateFirmware } from './native-files.ts'
import { sendLocalList } from './native-local-list.ts'
import { cancelReservation, reserve } from './native-reservation.ts'
import type { OcppVersion } from './versions.ts'

/** A command in words that every version has: stations.v1.SendCommandRequest without `native`. */
export type NeutralCommand = Exclude<NonNullable<SendCommandRequest['command']>, { $case: 'native' }>

/** A command that is one CALL in every version. */
type SingleCommand = Exclude<NeutralCommand, { $case: 'setConfiguration' }>

function translate(version: OcppVersion, command: SingleCommand): NativeCommand {
  switch (command.$case) {
    case 'start':
      return start(version, command.value)
    case 'stop':
      return stop(version, command.value.transactionId)
    case 'limit':
      return limit(version, command.value)
    case 'clearLimit':
      return clearLimit(version, command.value.profileId)
    case 'unlock':
      return unlock(version, command.value)
    case 'reset':
      return reset(version, command.value)
    case 'availability':
      return availability(version, command.value)
    case 'getConfiguration':
      return getConfiguration(version, command.value)
    case 'trigger':
      return trigger(version, command.value)
    case 'updateFirmware':
      return updateFirmware(version, command.value)
    case 'getLog':
      return getLog(version, command.value)
    case 'reserve':
      return reserve(version, command.value)
    case 'cancelReservation':
      return cancelReservation(command.value.reservationId)
    case 'sendLocalList':
      return sendLocalList(version, command.value)
  }
}

/** The CALLs that `version` has for `command`, in order. Ids that nobody chose are left out; who sends them chooses, and validates. */
export function nativeCommands(version: OcppVersion, command: NeutralCommand): readonly NativeCommand[] {
  return command.$case === 'setConfiguration' ? setConfiguration(version, command.value) : [translate(version, command)]
}

/** The one CALL that `version` has for `command`, valid by its schema. Throws what `validateCommand` throws. */
export function nativeCommand(version: OcppVersion, command: NeutralCommand): NativeCommand {
  const [native, ...more] = nativeCommands(version, command)
  if (native === undefined || more.length > 0) {
    throw fail('invalid_argument', `OCPP ${version} takes several CALLs for this`, { field: command.$case })
  }
  validateCommand(version, native.action, native.payload)
  return native
}
