// The check that keeps anything invalid from going out to a station.
import { fail } from '@chargeplane/failure'
import { findAction } from './actions.ts'
import { unsupported } from './unsupported.ts'
import type { OcppVersion } from './versions.ts'

/**
 * Throws unless `payload` is a valid request of `action` that we may send in `version`: `not_implemented` for an action that the version has
 * not, `not_supported` for one that is not built or that only stations send, `invalid_argument` with the path of the first faulty field.
 */
export function validateCommand(version: OcppVersion, action: string, payload: unknown): void {
  const row = findAction(version, action, 'csms')
  if (row === undefined) throw unsupported(version, action)
  const failure = row.validateRequest(payload)
  if (failure !== undefined)
    throw fail('invalid_argument', failure.message, { field: failure.field || 'payload', cause: failure })
}
