import type { Handler } from '@chargeplane/events'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'
import { keepVariables } from './variables.ts'

/** NotifyReport (OCPP B07, B08). A report has many parts; each is kept as it comes, whether or not the others ever do. */
export const deviceModelReported: Handler<'chargeplane.ocpp.v1.DeviceModelReported'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  if (await hear(tx, source)) await keepVariables(tx, source, data.variables)
}
