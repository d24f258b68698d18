import type { Handler } from '@chargeplane/events'
import { keepMonitors } from '../diagnostics/monitors.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** NotifyMonitoringReport (OCPP N02). A report may be of some monitors only, so that none is taken for gone because it is not in it. */
export const monitoringReported: Handler<'chargeplane.ocpp.v1.MonitoringReported'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  if (await hear(tx, source)) await keepMonitors(tx, source, data.monitors)
}
