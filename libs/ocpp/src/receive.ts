// What becomes of a CALL before its row sees it.
import { type Failure, fail } from '@chargeplane/failure'
import { findAction } from './actions.ts'
import type { StationCall } from './contract.ts'
import { isObject } from './read.ts'
import { unsupported } from './unsupported.ts'
import type { OcppVersion } from './versions.ts'

/** What is to be done with a CALL: work it by its row, or refuse it with a CALLERROR. */
export type ReceivedCall =
  | {
      readonly type: 'accepted'
      readonly row: StationCall
      /** What the row's methods take. */
      readonly request: unknown
      /** What is wrong with the request and was let pass; empty when nothing. */
      readonly schemaFault: string
    }
  | { readonly type: 'refused'; readonly failure: Failure }

function isPresent(payload: unknown, path: string): boolean {
  let value = payload
  for (const step of path.split('.')) value = isObject<Record<string, unknown>>(value) ? value[step] : undefined
  return value !== undefined && value !== null
}

function unusableFailure(payload: unknown, field: string, schemaFailure: Failure): Failure {
  if (schemaFailure.field === field) return schemaFailure
  return isPresent(payload, field)
    ? fail('type_constraint_violation', `${field} can't be used`, { field })
    : fail('occurrence_constraint_violation', `${field} is missing`, { field })
}

/**
 * Finds the row of a station's CALL and checks the payload by it. A payload that breaks its schema is accepted all the same where the row
 * is tolerant and the fields that matter are usable; the fault is then for `CallContext.schemaFault`.
 */
export function receiveCall(
  version: OcppVersion,
  action: string,
  payload: unknown,
  kind: StationCall['kind'] = 'CALL',
): ReceivedCall {
  const row = findAction(version, action, 'station')
  if (row === undefined || row.kind !== kind) return { type: 'refused', failure: unsupported(version, action) }
  const failure = row.validateRequest(payload)
  if (failure === undefined) return { type: 'accepted', row, request: payload, schemaFault: '' }
  if (row.unusable === undefined || !isObject(payload)) return { type: 'refused', failure }
  const field = row.unusable(payload)
  if (field !== undefined) return { type: 'refused', failure: unusableFailure(payload, field, failure) }
  return { type: 'accepted', row, request: payload, schemaFault: failure.message }
}
