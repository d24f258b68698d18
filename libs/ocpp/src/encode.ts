// Frames that we send.
import type { Failure } from '@chargeplane/failure'
import { errorCode, errorDescription } from './rpc-errors.ts'
import type { OcppVersion } from './versions.ts'

/** A CALL around a payload that is JSON text already. `id` is ours: at most 36 characters. */
export function encodeCall(id: string, action: string, payloadText: string): string {
  return `[2,${JSON.stringify(id)},${JSON.stringify(action)},${payloadText}]`
}

/** The CALLRESULT to call `id`. */
export function encodeResult(id: string, payload: object): string {
  return `[3,${JSON.stringify(id)},${JSON.stringify(payload)}]`
}

/** The CALLERROR to call `id`, or to "-1" when the frame had no id that could be read. Details are always `{}`. */
export function encodeError(version: OcppVersion, id: string, failure: Failure): string {
  const code = errorCode(version, failure)
  return `[4,${JSON.stringify(id)},${JSON.stringify(code)},${JSON.stringify(errorDescription(failure))},{}]`
}

/** OCPP-J 2.1 4.2.5: says that the CALLRESULT to our call `id` could not be used. */
export function encodeResultError(id: string, failure: Failure): string {
  const code = errorCode('2.1', failure)
  return `[5,${JSON.stringify(id)},${JSON.stringify(code)},${JSON.stringify(errorDescription(failure))},{}]`
}
