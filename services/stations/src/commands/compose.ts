// From a command as it was asked for to the CALLs that go out, in the station's own version.
import { randomInt } from 'node:crypto'
import { fail } from '@chargeplane/failure'
import {
  chosenIdOf,
  findAction,
  type MessageLimits,
  mergeAnswers,
  type NeutralCommand,
  nativeCommands,
  neutralAnswer,
  type OcppVersion,
  splitCommand,
  validateCommand,
  withChosenId,
} from '@chargeplane/ocpp'
import type { NativeCommand, SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'

export interface Call {
  action: string
  /** JSON text. */
  payload: string
}

/** A result that the station will send after its answer. */
export interface Awaited {
  /** The station's action that brings it. */
  answeredBy: string
  /** 0 where the version has none. */
  requestId: number
}

export interface PlannedCall extends Call {
  awaited: Awaited | undefined
}

export interface Plan {
  version: OcppVersion
  action: string
  calls: readonly PlannedCall[]
  /** The answers to the first of its calls, as one. */
  merge(answers: readonly unknown[]): unknown
  /** In words that every version shares; undefined for a native command. */
  neutral(answers: readonly unknown[]): object | undefined
}

const maxId = 2 ** 31 - 1
const drawId = () => randomInt(1, maxId)
const noLimits: MessageLimits = { items: undefined, bytes: undefined }

/**
 * Throws invalid_argument with the field, not_implemented for an unknown action, not_supported for one that the version does not have.
 * `limits`: of the station, for the action.
 */
export function compose(version: OcppVersion, command: SendCommandRequest['command'], limits = noLimits): Plan {
  if (command === undefined) throw noCommand()
  const native = command.$case === 'native' ? [parsed(command.value)] : nativeOf(version, command)
  const [first] = native
  if (first === undefined) throw fail('internal', `${command.$case} became no CALL`)
  const { action } = first
  const calls = native.flatMap(({ action, payload }) => {
    const whole = withChosenId(version, action, payload, drawId).payload
    validateCommand(version, action, whole)
    const parts = splitCommand(action, whole, version === '1.6' ? noLimits : limits)
    return parts.map((part, index) => planned(version, action, index === 0 ? part : withOwnId(version, action, part)))
  })
  const isSplit = calls.length > native.length
  return {
    version,
    action,
    calls: untouched(command, calls),
    merge: answers => (isSplit || answers.length < 2 ? mergeAnswers(action, answers) : answers),
    neutral: answers => (command.$case === 'native' ? undefined : neutralAnswer(version, command, answers)),
  }
}

function noCommand() {
  return fail('invalid_argument', 'one of native, start, stop, limit, … must be set', { field: 'command' })
}

/** What has a default that only a clock or chance can give gets it here. */
function nativeOf(version: OcppVersion, command: NeutralCommand) {
  if (command.$case === 'start' && command.value.remoteStartId === 0) {
    return nativeCommands(version, { $case: 'start', value: { ...command.value, remoteStartId: drawId() } })
  }
  if (command.$case === 'updateFirmware' && command.value.retrieveAt === '') {
    const value = { ...command.value, retrieveAt: new Date().toISOString() }
    return nativeCommands(version, { $case: 'updateFirmware', value })
  }
  return nativeCommands(version, command)
}

function planned(version: OcppVersion, action: string, payload: unknown): PlannedCall {
  const answeredBy = findAction(version, action, 'csms')?.answeredBy
  const awaited = answeredBy === undefined ? undefined : { answeredBy, requestId: idIn(version, action, payload) }
  return { action, payload: JSON.stringify(payload), awaited }
}

function idIn(version: OcppVersion, action: string, payload: unknown): number {
  const field = chosenIdOf(version, action)
  const id: unknown = field === undefined ? undefined : Object(payload)[field]
  return typeof id === 'number' ? id : 0
}

/** Each part of a split report is a request of its own. */
function withOwnId(version: OcppVersion, action: string, part: unknown): unknown {
  const field = chosenIdOf(version, action)
  return field === undefined ? part : { ...Object(part), [field]: drawId() }
}

/** A native command that needed nothing goes out as it was written: numbers that JSON.parse would round stay as they are. */
function untouched(command: SendCommandRequest['command'], calls: PlannedCall[]): PlannedCall[] {
  const [only, ...more] = calls
  if (command?.$case !== 'native' || only === undefined || more.length > 0) return calls
  const { payload } = command.value
  return only.payload === JSON.stringify(JSON.parse(payload)) ? [{ ...only, payload }] : calls
}

function parsed({ action, payload }: NativeCommand): { action: string; payload: unknown } {
  if (action === '') throw fail('invalid_argument', 'action must name an OCPP action', { field: 'native.action' })
  try {
    return { action, payload: JSON.parse(payload) }
  } catch (cause) {
    throw fail('invalid_argument', 'payload must be JSON text', { field: 'native.payload', cause })
  }
}
