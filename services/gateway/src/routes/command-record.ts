// Commands that were sent, and what can be sent.
import { actionTable } from '@chargeplane/ocpp'
import { z } from 'zod'
import { optional, stationId } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { removal, route } from '../http/route.ts'
import { schemaNameOf } from '../openapi/ocpp-schemas.ts'
import { once } from '../peers.ts'
import { commandToJson, recordedCommand } from './command-json.ts'
import { waitingTime } from './send-command.ts'

const tag = 'Commands'
const readMs = 5_000

const getCommand = route({
  id: 'getCommand',
  method: 'GET',
  path: '/v1/stations/{stationId}/commands/{command}',
  role: 'viewer',
  tag,
  summary: 'Read how a command ended, and its result as far as it has come',
  params: z.object({ stationId, command: z.string().min(1).max(36).describe('commandId of the answer to it') }),
  query: z.strictObject({ waitForResultMs: waitingTime }),
  response: recordedCommand,
  errors: ['not_found'],
  async handle({ params, query: { waitForResultMs = 0 }, tenant, gateway }) {
    const request = { tenant, stationId: params.stationId, commandId: params.command, waitForResultMs }
    return commandToJson(await gateway.peers.commands.getCommand(request, { deadlineMs: waitForResultMs + readMs }))
  },
})

const cancelCommand = removal({
  id: 'cancelCommand',
  method: 'DELETE',
  path: '/v1/stations/{stationId}/commands/{command}',
  role: 'operator',
  tag,
  summary: 'Take back a command that waits for its station to connect',
  params: z.object({ stationId, command: z.string().min(1).max(36).describe('commandId of the answer to it') }),
  errors: ['not_found', 'failed_precondition'],
  async handle({ params: { stationId, command: commandId }, tenant, gateway }) {
    await gateway.peers.commands.cancelCommand({ tenant, stationId, commandId }, once)
  },
})

const listCommands = route({
  id: 'listCommands',
  method: 'GET',
  path: '/v1/stations/{stationId}/commands',
  role: 'viewer',
  tag,
  summary: 'List the commands that a station was sent, newest first',
  params: z.object({ stationId }),
  query: z.strictObject({ ...pageQuery, action: z.string().min(1).max(50).optional() }),
  response: pageOf(recordedCommand),
  errors: ['not_found'],
  async handle({ params, query: { limit, cursor, action = '' }, tenant, gateway }) {
    const list = `commands/${params.stationId}`
    const pageToken = decodeCursor(list, cursor)
    const page = await gateway.peers.commands.listCommands({ tenant, ...params, action, pageSize: limit, pageToken })
    return { items: page.commands.map(commandToJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

const possibleAction = z
  .object({
    action: z.string(),
    request: z.string().describe('Name of the schema of its payload in the OpenAPI document'),
    response: z.string().describe("Name of the schema of the station's answer"),
    answeredBy: z.string().optional().describe("The station's action that brings the result after the answer"),
  })
  .meta({ id: 'PossibleAction' })

const getActions = route({
  id: 'getActions',
  method: 'GET',
  path: '/v1/stations/{stationId}/actions',
  role: 'viewer',
  tag,
  summary: "Read which OCPP actions the station's version has",
  description: 'Of the version that it speaks, or spoke last. Whether the station supports them is for it to say.',
  params: z.object({ stationId }),
  response: z.object({
    ocppVersion: z.string().optional().describe('Left out while it has never been connected'),
    actions: z.array(possibleAction),
  }),
  errors: ['not_found'],
  async handle({ params, tenant, gateway }) {
    const { ocppVersion } = await gateway.peers.stations.getStation({ tenant, ...params })
    const rows = actionTable.flatMap(row => (row.from === 'csms' && row.version === ocppVersion ? [row] : []))
    const actions = rows.map(({ version, action, answeredBy }) => ({
      action,
      request: schemaNameOf(version, `${action}Request`),
      response: schemaNameOf(version, `${action}Response`),
      answeredBy,
    }))
    return { ocppVersion: optional(ocppVersion), actions }
  },
})

export const commandRecordRoutes = [getActions, listCommands, getCommand, cancelCommand]
