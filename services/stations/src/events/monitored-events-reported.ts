import type { Handler } from '@chargeplane/events'
import { VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'
import { keepStatus } from './status-reported.ts'
import { keepVariables } from './variables.ts'

/**
 * NotifyEvent (OCPP N07, N08): each event carries the actual value of a variable, which goes into the device model. AvailabilityState of a
 * connector is how OCPP 2.1 stations report its status (B01.FR.05). The history of events is the topic itself.
 */
export const monitoredEventsReported: Handler<'chargeplane.ocpp.v1.MonitoredEventsReported'> = async (
  { data },
  { tx },
) => {
  const source = sourceOf(data.origin)
  if (!(await hear(tx, source))) return
  const values = data.events.map(event => {
    const { component, componentInstance, variable, variableInstance, evseId, connectorId, actualValue } = event
    const where = { component, componentInstance, variable, variableInstance, evseId, connectorId }
    return VariableReport.fromPartial({ ...where, value: actualValue, attribute: 'Actual' })
  })
  await keepVariables(tx, source, values)
  const availabilities = values.filter(isConnectorAvailability)
  for (const { evseId, connectorId, value } of new Map(
    availabilities.map(v => [`${v.evseId}/${v.connectorId}`, v]),
  ).values()) {
    await keepStatus(tx, source, { evseId, connectorId, status: value, errorCode: '' })
  }
}

/** Names of standardised components and variables are compared without regard to case (part 2, 1.3). */
function isConnectorAvailability({ component, variable, connectorId }: VariableReport): boolean {
  return connectorId > 0 && component.toLowerCase() === 'connector' && variable.toLowerCase() === 'availabilitystate'
}
