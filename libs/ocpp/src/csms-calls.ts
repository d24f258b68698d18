// Rows for what we ask a station: a schema pair is all there is to them.
import type { CsmsCall } from './contract.ts'
import { type Validator, validateBy } from './validate.ts'
import type { OcppVersion } from './versions.ts'

/** Makes a row of each action. `schemas` is a generated module: an action whose pair it lacks does not compile. */
export function csmsCalls<Action extends string>(
  version: OcppVersion,
  schemas: { readonly [Name in `${Action}Request` | `${Action}Response`]: Validator<unknown> },
  actions: readonly Action[],
): CsmsCall[] {
  return actions.map(action => ({
    version,
    action,
    from: 'csms',
    validateRequest: validateBy(schemas[`${action}Request`]),
    validateResponse: validateBy(schemas[`${action}Response`]),
  }))
}
