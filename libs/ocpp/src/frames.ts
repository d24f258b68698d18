// Frames that stations send (OCPP-J 4.2): text in, a tagged union out. Nothing here throws.
import { type Failure, type FailureCode, fail } from '@chargeplane/failure'
import { wholeQuirks } from './quirks/ids.ts'
import { withoutStrayCommas } from './quirks/stray-commas.ts'
import { normaliseErrorCode } from './rpc-errors.ts'
import { payloadSlice, readableId, tooDeep } from './scan.ts'
import { isSigned, unwrapSigned } from './signed.ts'
import type { OcppVersion } from './versions.ts'

export interface CallFrame {
  readonly type: 'call'
  readonly id: string
  readonly action: string
  readonly payload: unknown
  /** The payload exactly as it stands in the frame; `{}` where the station sent null, what was signed where it was. */
  readonly payloadText: string
  /** Whether it came as `<action>-Signed` (OCPP-J 2.x chapter 7). */
  readonly signed: boolean
  /** Ids of what is odd about the frame itself. */
  readonly quirks: readonly string[]
}

/** OCPP-J 2.1 4.2.4: said, never answered. */
export interface SendFrame extends Omit<CallFrame, 'type'> {
  readonly type: 'send'
}

export interface ResultFrame {
  readonly type: 'result'
  readonly id: string
  readonly payload: unknown
}

export interface ErrorFrame {
  readonly type: 'error'
  readonly id: string
  /** In the spelling of OCPP 2.x; a code that no version knows stays as sent. */
  readonly code: string
  readonly description: string
  readonly details: unknown
}

/** OCPP-J 2.1 4.2.5: what the station could not make of an answer of ours. */
export interface ResultErrorFrame extends Omit<ErrorFrame, 'type'> {
  readonly type: 'resultError'
}

export interface InvalidFrame {
  readonly type: 'invalid'
  /** What a CALLERROR is addressed to: the frame's id, or "-1" when it can't be read. */
  readonly id: string
  readonly failure: Failure
  /** Whether a CALLERROR is due. Never for a broken answer, nor where the version says to ignore the frame. */
  readonly reply: boolean
}

export type Frame = CallFrame | SendFrame | ResultFrame | ErrorFrame | ResultErrorFrame | InvalidFrame

/** Message ids may have this many characters (OCPP-J 4.1.4). */
const maxIdLength = 36

function invalid(id: string, code: FailureCode, message: string, reply = true): InvalidFrame {
  return { type: 'invalid', id, failure: fail(code, message), reply }
}

const noQuirks: readonly string[] = []
const nullPayload: readonly string[] = [wholeQuirks.nullPayload]
const strayCommas: readonly string[] = [wholeQuirks.strayCommas]

/** Text that was parsed, and what had to be done to it before. */
interface Source {
  readonly text: string
  readonly version: OcppVersion
  readonly quirks: readonly string[]
}

/** A CALL, or a SEND: which has the same elements, and to which no error may be sent. */
function parseCall(type: 'call' | 'send', frame: readonly unknown[], { text, version, quirks }: Source): Frame {
  const refuse = (id: string, message: string) => invalid(id, 'rpc_framework_error', message, type === 'call')
  const id = frame[1]
  if (typeof id !== 'string') return refuse('-1', 'message id is not a string')
  if (id.length > maxIdLength) return refuse('-1', `message id is longer than ${maxIdLength} characters`)
  if (frame.length !== 4) return refuse(id, `a ${type.toUpperCase()} has 4 elements, not ${frame.length}`)
  const action = frame[2]
  if (typeof action !== 'string') return refuse(id, 'action is not a string')
  const payload = frame[3]
  if (version !== '1.6' && isSigned(action)) {
    const inner = unwrapSigned(action, payload)
    if (inner !== undefined) return { type, id, ...inner, signed: true, quirks }
    return invalid(id, 'format_violation', 'there is no JWS with a payload in it', type === 'call')
  }
  if (payload === null) {
    const found = quirks === noQuirks ? nullPayload : [...quirks, ...nullPayload]
    return { type, id, action, payload: {}, payloadText: '{}', signed: false, quirks: found }
  }
  return { type, id, action, payload, payloadText: payloadSlice(text), signed: false, quirks }
}

// Ids of answers echo ours; a station that turned digits into a number still means that call.
function answerId(id: unknown): string | undefined {
  return typeof id === 'string' ? id : typeof id === 'number' ? String(id) : undefined
}

function parseAnswer(frame: readonly unknown[]): Frame {
  const id = answerId(frame[1])
  if (id === undefined) return invalid('-1', 'rpc_framework_error', 'message id of an answer is not a string', false)
  if (frame[0] === 3) return { type: 'result', id, payload: frame[2] ?? {} }
  const [, , code, description, details] = frame
  return {
    type: frame[0] === 4 ? 'error' : 'resultError',
    id,
    code: typeof code === 'string' ? normaliseErrorCode(code) : 'GenericError',
    description: typeof description === 'string' ? description : '',
    details: details ?? {},
  }
}

function unknownType(frame: readonly unknown[], version: OcppVersion): Frame {
  const id = typeof frame[1] === 'string' && frame[1].length <= maxIdLength ? frame[1] : '-1'
  if (typeof frame[0] !== 'number') return invalid(id, 'rpc_framework_error', 'message type is not a number')
  // 1.6 and 2.1 (4.1.3) ignore such a frame; 2.0.1 (4.4) wants it answered.
  return invalid(id, 'message_type_not_supported', `message type ${frame[0]} is not supported`, version === '2.0.1')
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function noJson(text: string): Frame {
  // Some stations keep the socket alive with empty frames: nothing was asked, so nothing is answered.
  if (text.trim() === '') return invalid('-1', 'rpc_framework_error', 'frame is empty', false)
  const id = readableId(text, maxIdLength)
  return invalid(id ?? '-1', id === undefined ? 'rpc_framework_error' : 'format_violation', 'frame is not valid JSON')
}

/** Reads one text frame of a station by the rules of `version` (OCPP-J 4.1.3, 4.2). `strict`: text that is not JSON is not repaired. */
export function parseFrame(text: string, version: OcppVersion, strict = false): Frame {
  const parsed = parseJson(text)
  if (parsed !== undefined) return readFrame(parsed.value, { text, version, quirks: noQuirks })
  const mended = strict ? undefined : withoutStrayCommas(text)
  const repaired = mended === undefined ? undefined : parseJson(mended)
  if (mended === undefined || repaired === undefined) return noJson(text)
  return readFrame(repaired.value, { text: mended, version, quirks: strayCommas })
}

function readFrame(frame: unknown, source: Source): Frame {
  const { text, version } = source
  if (!Array.isArray(frame)) return invalid('-1', 'rpc_framework_error', 'frame is not a JSON array')
  if (tooDeep(text)) {
    const id = readableId(text, maxIdLength) ?? '-1'
    return invalid(id, 'format_violation', 'frame is nested too deeply', frame[0] === 2)
  }
  if (frame[0] === 2) return parseCall('call', frame, source)
  if (frame[0] === 3 || frame[0] === 4) return parseAnswer(frame)
  if (version === '2.1' && frame[0] === 5) return parseAnswer(frame)
  if (version === '2.1' && frame[0] === 6) return parseCall('send', frame, source)
  return unknownType(frame, version)
}
