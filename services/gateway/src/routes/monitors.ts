import { Monitor } from '@chargeplane/proto/ocpp/v1/monitoring'
import type { EventStream, KnownMonitor } from '@chargeplane/proto/stations/v1/diagnostics'
import { z } from 'zod'
import { integer, optional, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'

const tag = 'Diagnostics'

const monitor = z
  .object({
    monitorId: z.int(),
    component: z.string(),
    componentInstance: z.string().optional(),
    evseId: z.int().optional(),
    connectorId: z.int().optional(),
    variable: z.string(),
    variableInstance: z.string().optional(),
    type: z.string().describe('OCPP MonitorEnumType'),
    value: z.number().describe('Threshold or difference in the unit of the variable; of a periodic one seconds'),
    severity: z.int().describe('0 (danger) to 9 (debug)'),
    duringTransaction: z.boolean().describe('Works only while a transaction is running'),
    eventNotificationType: z.string().optional().describe('HardWiredMonitor, PreconfiguredMonitor or CustomMonitor'),
    reportedAt: timestamp,
    beforeBoot: z
      .boolean()
      .describe('The station has booted since, and may have given its monitors other ids: GetMonitoringReport tells'),
  })
  .meta({ id: 'Monitor', description: 'A monitor on a variable of the OCPP 2.x device model' })

type MonitorJson = z.input<typeof monitor>

function toJson({ monitor = Monitor.create(), reportedAt, beforeBoot }: KnownMonitor): MonitorJson {
  return {
    monitorId: integer(monitor.monitorId, 'monitorId'),
    component: monitor.component,
    componentInstance: optional(monitor.componentInstance),
    evseId: monitor.evseId === 0 ? undefined : monitor.evseId,
    connectorId: monitor.connectorId === 0 ? undefined : monitor.connectorId,
    variable: monitor.variable,
    variableInstance: optional(monitor.variableInstance),
    type: monitor.type,
    value: monitor.value,
    severity: monitor.severity,
    duringTransaction: monitor.duringTransaction,
    eventNotificationType: optional(monitor.eventNotificationType),
    reportedAt,
    beforeBoot,
  }
}

const listMonitors = route({
  id: 'listMonitors',
  method: 'GET',
  path: '/v1/stations/{stationId}/monitors',
  role: 'viewer',
  tag,
  summary: 'List the monitors on variables, as far as the station has told of them',
  description: 'From monitoring reports, and from answers to SetVariableMonitoring and ClearVariableMonitoring.',
  params: z.object({ stationId }),
  query: z.strictObject(pageQuery),
  response: pageOf(monitor),
  errors: ['not_found'],
  async handle({ params, query: { limit, cursor }, tenant, gateway }) {
    const list = `monitors/${params.stationId}`
    const pageToken = decodeCursor(list, cursor)
    const page = await gateway.peers.diagnostics.listMonitors({ tenant, ...params, pageSize: limit, pageToken })
    return { items: page.monitors.map(toJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

const stream = z
  .object({
    streamId: z.int(),
    monitorId: z.int(),
    intervalS: z.int().optional().describe('Seconds between two messages'),
    values: z.int().optional().describe('Values that make a message'),
    openedAt: timestamp,
    pending: z
      .int()
      .describe(
        'Values that waited at the station when it last sent some; growing numbers ask for AdjustPeriodicEventStream',
      ),
    valuesAt: timestamp.optional().describe('When values last came'),
  })
  .meta({ id: 'EventStream', description: 'A periodic event stream of OCPP 2.1' })

function streamToJson(message: EventStream): z.input<typeof stream> {
  const { streamId, monitorId, intervalS, values, openedAt, pending, valuesAt } = message
  return {
    streamId: integer(streamId, 'streamId'),
    monitorId: integer(monitorId, 'monitorId'),
    intervalS: intervalS === undefined ? undefined : integer(intervalS, 'intervalS'),
    values: values === undefined ? undefined : integer(values, 'values'),
    openedAt,
    pending: integer(pending, 'pending'),
    valuesAt: optional(valuesAt),
  }
}

const listEventStreams = route({
  id: 'listEventStreams',
  method: 'GET',
  path: '/v1/stations/{stationId}/event-streams',
  role: 'viewer',
  tag,
  summary: 'List the open periodic event streams',
  params: z.object({ stationId }),
  query: z.strictObject(pageQuery),
  response: pageOf(stream),
  errors: ['not_found'],
  async handle({ params, query: { limit, cursor }, tenant, gateway }) {
    const list = `event-streams/${params.stationId}`
    const pageToken = decodeCursor(list, cursor)
    const page = await gateway.peers.diagnostics.listEventStreams({ tenant, ...params, pageSize: limit, pageToken })
    return { items: page.streams.map(streamToJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

export const monitorRoutes = [listMonitors, listEventStreams]
