import type { Handler } from '@chargeplane/events'
import { VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import { monitorOf, noteValues } from '../diagnostics/streams.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'
import { keepVariables } from './variables.ts'

/**
 * NotifyPeriodicEventStream (OCPP 2.1 N15). The values are told again with the monitor that they come from (N15.FR.03), and the newest one
 * goes into the device model. Values of a stream whose monitor is not known are in ocpp.stations alone.
 */
export const streamedValuesReported: Handler<'chargeplane.ocpp.v1.StreamedValuesReported'> = async (
  { id, data },
  { tx, emit },
) => {
  const source = sourceOf(data.origin)
  if (!(await hear(tx, source))) return
  await noteValues(tx, source, data.streamId, data.pending)
  const monitor = await monitorOf(tx, source, data.streamId)
  const newest = data.values.at(-1)
  if (monitor === undefined || newest === undefined) return
  const { component, componentInstance, evseId, connectorId, variable, variableInstance } = monitor
  const where = { component, componentInstance, evseId, connectorId, variable, variableInstance }
  await keepVariables(tx, source, [VariableReport.fromPartial({ ...where, attribute: 'Actual', value: newest.value })])
  const stationId = data.origin?.stationId ?? ''
  await emit({
    type: 'chargeplane.stations.v1.MonitoredValuesStreamed',
    tenant: source.tenant,
    subject: stationId,
    id: `streamed/${id}`,
    data: { tenant: source.tenant, stationId, streamId: data.streamId, monitor, values: data.values },
  })
}
