// What answers to commands tell of monitors, streams and display messages: the station has changed them, or has said that it has them.
import type { Queryable } from '@chargeplane/database'
import { displayMessage, type MessageInfo } from '@chargeplane/ocpp'
import { type CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { Monitor } from '@chargeplane/proto/ocpp/v1/monitoring'
import { type Source, sourceOf } from '../events/origin.ts'
import { dropAllMessages, dropMessage, dropOthersInFront, keepMessages } from './display-messages.ts'
import { dropMonitors, dropMonitorsOf, keepMonitors } from './monitors.ts'
import { adjustStream, closeOtherStreams, openStream } from './streams.ts'

/** Request and response fit their schemas, or nothing is made of them. */
type Effect<Request = never, Response = never> = (
  tx: Queryable,
  source: Source,
  request: Request,
  response: Response,
) => Promise<void>

interface Target {
  component: { name: string; instance?: string; evse?: { id: number; connectorId?: number } }
  variable: { name: string; instance?: string }
  type: string
  severity: number
}
interface StreamParams {
  interval?: number
  values?: number
}
interface Stream {
  id: number
  variableMonitoringId: number
  params: StreamParams
}

const sameTarget = (one: Target, other: Target) => targetOf(one) === targetOf(other)

function targetOf({ component, variable, type, severity }: Target): string {
  const { evse } = component
  const place = [component.name, component.instance, evse?.id, evse?.connectorId, variable.name, variable.instance]
  return JSON.stringify([...place, type, severity])
}

/** N04.FR.02: a result names component and variable as the request did. */
const setVariableMonitoring: Effect<
  { setMonitoringData: Array<Target & { value: number; transaction?: boolean }> },
  { setMonitoringResult: Array<Target & { id?: number; status: string }> }
> = async (tx, source, { setMonitoringData }, { setMonitoringResult }) => {
  const monitors = setMonitoringResult.flatMap(result => {
    const asked = setMonitoringData.find(data => sameTarget(data, result))
    if (result.status !== 'Accepted' || result.id === undefined || asked === undefined) return []
    const { component, variable, type, severity } = result
    return [
      Monitor.fromPartial({
        monitorId: BigInt(result.id),
        component: component.name,
        componentInstance: component.instance ?? '',
        evseId: component.evse?.id ?? 0,
        connectorId: component.evse?.connectorId ?? 0,
        variable: variable.name,
        variableInstance: variable.instance ?? '',
        type,
        severity,
        value: asked.value,
        duringTransaction: asked.transaction ?? false,
        // N04.FR.15: also where it takes the place of one that was preconfigured.
        eventNotificationType: 'CustomMonitor',
      }),
    ]
  })
  await keepMonitors(tx, source, monitors)
}

const clearVariableMonitoring: Effect<
  unknown,
  { clearMonitoringResult: Array<{ status: string; id: number }> }
> = async (tx, source, _request, { clearMonitoringResult }) => {
  const gone = clearMonitoringResult.filter(({ status }) => status === 'Accepted' || status === 'NotFound')
  await dropMonitors(
    tx,
    source,
    gone.map(({ id }) => BigInt(id)),
  )
}

const setMonitoringBase: Effect<{ monitoringBase: string }, { status: string }> = async (
  tx,
  source,
  { monitoringBase },
  { status },
) => {
  if (status !== 'Accepted' || monitoringBase === 'All') return
  const kinds = monitoringBase === 'HardWiredOnly' ? ['CustomMonitor', 'PreconfiguredMonitor'] : ['CustomMonitor']
  await dropMonitorsOf(tx, source, kinds)
}

const bigints = ({ interval, values }: StreamParams) => ({
  intervalS: interval === undefined ? undefined : BigInt(interval),
  values: values === undefined ? undefined : BigInt(values),
})

const adjustPeriodicEventStream: Effect<{ id: number; params: StreamParams }, { status: string }> = async (
  tx,
  source,
  { id, params },
  { status },
) => {
  if (status === 'Accepted') await adjustStream(tx, source, { streamId: BigInt(id), ...bigints(params) })
}

const getPeriodicEventStream: Effect<unknown, { constantStreamData?: Stream[] }> = async (
  tx,
  source,
  _request,
  { constantStreamData = [] },
) => {
  await closeOtherStreams(
    tx,
    source,
    constantStreamData.map(({ id }) => BigInt(id)),
  )
  for (const { id, variableMonitoringId, params } of constantStreamData) {
    const stream = { streamId: BigInt(id), monitorId: BigInt(variableMonitoringId), status: 'Accepted' }
    await openStream(tx, source, { ...stream, ...bigints(params) })
  }
}

const setDisplayMessage: Effect<{ message: MessageInfo }, { status: string }> = async (
  tx,
  source,
  { message },
  { status },
) => {
  if (status !== 'Accepted') return
  const set = displayMessage(message)
  if (set.priority === 'AlwaysFront') await dropOthersInFront(tx, source, set.messageId)
  await keepMessages(tx, source, [set])
}

const clearDisplayMessage: Effect<{ id: number }, { status: string }> = async (tx, source, { id }, { status }) => {
  if (status === 'Accepted' || status === 'Unknown') await dropMessage(tx, source, BigInt(id))
}

/** Unknown means "none like that"; of a request for all of them, none at all (O03.FR.06). */
const getDisplayMessages: Effect<{ id?: number[]; priority?: string; state?: string }, { status: string }> = async (
  tx,
  source,
  { id, priority, state },
  { status },
) => {
  if (status === 'Unknown' && id === undefined && priority === undefined && state === undefined)
    await dropAllMessages(tx, source)
}

const effects: Readonly<Record<string, Effect>> = {
  AdjustPeriodicEventStream: adjustPeriodicEventStream,
  ClearDisplayMessage: clearDisplayMessage,
  ClearVariableMonitoring: clearVariableMonitoring,
  GetDisplayMessages: getDisplayMessages,
  GetPeriodicEventStream: getPeriodicEventStream,
  SetDisplayMessage: setDisplayMessage,
  SetMonitoringBase: setMonitoringBase,
  SetVariableMonitoring: setVariableMonitoring,
}

/** CommandCompleted: takes over what the answer means for what is known of the station. */
export async function noteCommand(tx: Queryable, data: CommandCompleted): Promise<void> {
  const action = data.origin?.action ?? ''
  if (!Object.hasOwn(effects, action) || data.outcome !== CommandOutcome.ANSWERED) return
  // A record of a lost edge has no request, and an answer that breaks its schema says nothing to rely on.
  if (data.request === '' || data.origin?.schemaFault !== '') return
  const request: never = JSON.parse(data.request) as never
  const response: never = JSON.parse(data.response) as never
  await effects[action]?.(tx, sourceOf(data.origin), request, response)
}
