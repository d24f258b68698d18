// Why there is no row for an action.
import { type Failure, fail } from '@chargeplane/failure'
import { knownActions } from './known-actions.ts'
import type { OcppVersion } from './versions.ts'

/** NotSupported for an action that `version` has, NotImplemented for one that it has not (OCPP-J 4.2.3). */
export function unsupported(version: OcppVersion, action: string): Failure {
  const { station, csms, both } = knownActions[version]
  const known = station.includes(action) || csms.includes(action) || both.includes(action)
  if (known) return fail('not_supported', `${action} is not supported here`, { field: 'action' })
  // The name comes from outside and goes back in a description of limited length.
  return fail('not_implemented', `OCPP ${version} has no action ${action.slice(0, 64)}`, { field: 'action' })
}
