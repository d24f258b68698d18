// What becomes of a CALL before its row sees it: which row that is, and what is repaired, flagged or refused of its payload.
import { type Failure, fail } from '@chargeplane/failure'
import { findAction } from './actions.ts'
import type { StationCall } from './contract.ts'
import type { CallFrame, SendFrame } from './frames.ts'
import { formatFaults } from './instants.ts'
import { wholeQuirks } from './quirks/ids.ts'
import { repair } from './quirks/repair.ts'
import type { StationProfile } from './quirks/rule.ts'
import { isObject } from './read.ts'
import { unsupported } from './unsupported.ts'
import { keepingRow } from './unusable-message.ts'
import { schemaFailure } from './validate.ts'
import type { OcppVersion } from './versions.ts'

/** What is to be done with a CALL: work it by its row, or refuse it with a CALLERROR. */
export type ReceivedCall =
  | {
      readonly type: 'accepted'
      /** Of another version than the socket's where the station speaks another. */
      readonly row: StationCall
      /** What the row's methods take. */
      readonly request: unknown
      /** What is wrong with the request and was let pass; empty when nothing. */
      readonly schemaFault: string
      /** Ids of what is odd about it (quirks/ids.ts). */
      readonly quirks: readonly string[]
    }
  | { readonly type: 'refused'; readonly failure: Failure }

export interface Tolerance {
  /** Nothing is repaired or let pass that a schema refuses: for certification. */
  readonly strict: boolean
  readonly station: StationProfile
  readonly receivedAt: Date
}

export type ReceivedFrame = Pick<CallFrame | SendFrame, 'type' | 'action' | 'payload' | 'quirks'>

/**
 * Finds the row of a station's CALL and checks the payload by it. A payload that breaks its schema is repaired as far as a rule knows how;
 * what still breaks it is let pass where the row is tolerant, and the fault is then for `CallContext.schemaFault`.
 */
export function receiveCall(version: OcppVersion, frame: ReceivedFrame, tolerance: Tolerance): ReceivedCall {
  const { action, payload, type, quirks } = frame
  const row = findAction(version, action, 'station')
  if (row === undefined || row.kind !== (type === 'send' ? 'SEND' : 'CALL')) {
    const failure = unsupported(version, action)
    return spoken16(version, frame, failure, tolerance) ?? { type: 'refused', failure }
  }
  const error = row.requestError(payload)
  if (error === undefined)
    return marked({ type: 'accepted', row, request: payload, schemaFault: '', quirks }, tolerance)
  const failure = schemaFailure(error)
  if (tolerance.strict) return { type: 'refused', failure }
  return spoken16(version, frame, failure, tolerance) ?? repaired(row, frame, failure, tolerance)
}

type Accepted = Extract<ReceivedCall, { type: 'accepted' }>

/** Looks for what no schema minds. A clean payload costs a look at a few fields. */
function marked(call: Accepted, { strict, receivedAt }: Tolerance): ReceivedCall {
  const { row, request } = call
  if (row.marks.length === 0 || !isObject<Record<string, unknown>>(request)) return call
  let { quirks } = call
  let changed: object = request
  for (const mark of row.marks) {
    const found = mark.look(request, receivedAt)
    if (found.length === 0) continue
    quirks = [...quirks, ...found]
    if (mark.repair !== undefined && !strict) changed = mark.repair(request)
  }
  if (quirks === call.quirks) return call
  const faulty = strict ? quirks.find(id => formatFaults.has(id)) : undefined
  if (faulty !== undefined) {
    const failure = fail('property_constraint_violation', 'timestamp is no RFC 3339 date-time', { field: 'timestamp' })
    return { type: 'refused', failure }
  }
  return { ...call, request: changed, quirks }
}

/** A station that was updated to 2.x and goes on in 1.6's words (FoxESS): it is understood, and answered, in them. */
function spoken16(
  version: OcppVersion,
  { action, payload, type, quirks }: ReceivedFrame,
  failure: Failure,
  tolerance: Tolerance,
): ReceivedCall | undefined {
  if (version === '1.6' || type === 'send' || tolerance.strict) return undefined
  const row = findAction('1.6', action, 'station')
  if (row === undefined || row.requestError(payload) !== undefined) return undefined
  const found = [...quirks, wholeQuirks.v16Body]
  return marked({ type: 'accepted', row, request: payload, schemaFault: failure.message, quirks: found }, tolerance)
}

function repaired(row: StationCall, frame: ReceivedFrame, failure: Failure, tolerance: Tolerance): ReceivedCall {
  const { payload, quirks, whole } = repair(row, frame.payload, tolerance.station)
  const call = {
    ...({ type: 'accepted', row, request: payload, schemaFault: failure.message } as const),
    quirks: [...frame.quirks, ...quirks],
  }
  if (whole) return marked(call, tolerance)
  const field = !isObject(payload) ? '' : row.unusable === undefined ? undefined : row.unusable(payload)
  if (row.unusable !== undefined && field === undefined) return marked(call, tolerance)
  const keeping = keepingRow(row, field ?? failure.field ?? '')
  if (keeping === undefined) return { type: 'refused', failure: unusableFailure(payload, field, failure) }
  return { ...call, row: keeping, request: frame.payload, quirks: [...call.quirks, wholeQuirks.unusable] }
}

function isPresent(payload: unknown, path: string): boolean {
  let value = payload
  for (const step of path.split('.')) value = isObject<Record<string, unknown>>(value) ? value[step] : undefined
  return value !== undefined && value !== null
}

function unusableFailure(payload: unknown, field: string | undefined, schemaFault: Failure): Failure {
  if (field === undefined || field === '' || schemaFault.field === field) return schemaFault
  return isPresent(payload, field)
    ? fail('type_constraint_violation', `${field} can't be used`, { field })
    : fail('occurrence_constraint_violation', `${field} is missing`, { field })
}
