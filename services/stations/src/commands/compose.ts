// From a command as it was asked for to the CALL that goes out, in the station's own version.
import { randomInt } from 'node:crypto'
import { fail } from '@chargeplane/failure'
import { nativeCommand, type OcppVersion, validateCommand } from '@chargeplane/ocpp'
import type { NativeCommand, SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'

export interface Call {
  action: string
  /** JSON text. */
  payload: string
}

const maxRemoteStartId = 2 ** 31 - 1

/** Throws invalid_argument with the field, not_implemented for an unknown action, not_supported for one that the version does not have. */
export function compose(version: OcppVersion, command: SendCommandRequest['command']): Call {
  if (command === undefined) {
    throw fail('invalid_argument', 'one of native, start, stop, limit or clearLimit must be set', { field: 'command' })
  }
  if (command.$case === 'native') return native(version, command.value)
  const { action, payload } = nativeCommand(version, withStartId(command))
  return { action, payload: JSON.stringify(payload) }
}

type Neutral = Parameters<typeof nativeCommand>[1]

/** A start is told from others by its remoteStartId (OCPP 2.x F01, F02): when nobody chose one, one is drawn. */
function withStartId(command: Neutral): Neutral {
  if (command.$case !== 'start' || command.value.remoteStartId !== 0) return command
  return { $case: 'start', value: { ...command.value, remoteStartId: randomInt(1, maxRemoteStartId) } }
}

function native(version: OcppVersion, { action, payload }: NativeCommand): Call {
  if (action === '') throw fail('invalid_argument', 'action must name an OCPP action', { field: 'native.action' })
  validateCommand(version, action, parse(payload))
  return { action, payload }
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch (cause) {
    throw fail('invalid_argument', 'payload must be JSON text', { field: 'native.payload', cause })
  }
}
