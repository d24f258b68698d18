import type { VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import { z } from 'zod'
import { optional, stationId } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'

const variable = z
  .object({
    component: z.string(),
    componentInstance: z.string().optional(),
    evseId: z.int().optional(),
    connectorId: z.int().optional(),
    variable: z.string(),
    variableInstance: z.string().optional(),
    attribute: z.string().describe('Actual, Target, MinSet or MaxSet'),
    value: z.string(),
    mutability: z.string().optional().describe('ReadOnly, WriteOnly or ReadWrite'),
  })
  .meta({ id: 'Variable', description: 'One attribute of the OCPP 2.x device model' })

function toJson(message: VariableReport): z.input<typeof variable> {
  return {
    component: message.component,
    componentInstance: optional(message.componentInstance),
    evseId: message.evseId === 0 ? undefined : message.evseId,
    connectorId: message.connectorId === 0 ? undefined : message.connectorId,
    variable: message.variable,
    variableInstance: optional(message.variableInstance),
    attribute: message.attribute,
    value: message.value,
    mutability: optional(message.mutability),
  }
}

const listVariables = route({
  id: 'listVariables',
  method: 'GET',
  path: '/v1/stations/{stationId}/variables',
  role: 'viewer',
  tag: 'Stations',
  summary: 'Read the device model, as far as the station has reported it',
  params: z.object({ stationId }),
  query: z.strictObject({ ...pageQuery, component: z.string().min(1).max(50).optional() }),
  response: pageOf(variable),
  errors: ['not_found'],
  async handle({ params, query: { limit, cursor, component = '' }, tenant, gateway }) {
    const list = `variables/${params.stationId}`
    const pageToken = decodeCursor(list, cursor)
    const page = await gateway.peers.stations.listVariables({
      tenant,
      ...params,
      component,
      pageSize: limit,
      pageToken,
    })
    return { items: page.variables.map(toJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

export const variableRoutes = [listVariables]
