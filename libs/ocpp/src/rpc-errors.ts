// CALLERROR codes: the one place that knows how each version spells them.
import { catalogue, type Failure } from '@chargeplane/failure'
import type { OcppVersion } from './versions.ts'

// OCPP-J 1.6 prints two codes with mistakes that its errata (5.1, 5.2) keep on purpose, and lacks two that 2.x has.
const spellings16: Readonly<Record<string, string>> = {
  FormatViolation: 'FormationViolation',
  OccurrenceConstraintViolation: 'OccurenceConstraintViolation',
  RpcFrameworkError: 'FormationViolation',
  MessageTypeNotSupported: 'ProtocolError',
}

const spellings2: Readonly<Record<string, string>> = {
  FormationViolation: 'FormatViolation',
  OccurenceConstraintViolation: 'OccurrenceConstraintViolation',
}

/** The code of a CALLERROR for `failure`, as `version` spells it. */
export function errorCode(version: OcppVersion, failure: Failure): string {
  const code = catalogue[failure.code].ocpp
  return version === '1.6' ? (spellings16[code] ?? code) : code
}

/** A code that a station sent, in the spelling of 2.x; stations use both spellings on every version. Unknown codes stay as they are. */
export function normaliseErrorCode(code: string): string {
  return spellings2[code] ?? code
}

/** What may be told to a station about `failure`: at most 255 characters (OCPP-J 2.x 4.2.3), nothing about our own insides. */
export function errorDescription(failure: Failure): string {
  const { ocpp, title } = catalogue[failure.code]
  const text = ocpp === 'InternalError' ? title : failure.message
  return text.length <= 255 ? text : text.slice(0, 255).toWellFormed()
}
