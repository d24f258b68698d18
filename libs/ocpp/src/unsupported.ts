// Why there is no row for an action.
import { type Failure, fail } from '@chargeplane/failure'
import { actionOf } from './table.ts'
import type { OcppVersion } from './versions.ts'

/** NotSupported for an action that `version` has, NotImplemented for one that it has not (OCPP-J 4.2.3). */
export function unsupported(version: OcppVersion, action: string): Failure {
  if (actionOf(version, action) !== undefined)
    return fail('not_supported', `${action} is not supported here`, { field: 'action' })
  // The name comes from outside and goes back in a description of limited length.
  return fail('not_implemented', `OCPP ${version} has no action ${action.slice(0, 64)}`, { field: 'action' })
}
