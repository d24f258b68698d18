import { actionTable } from '@chargeplane/ocpp'
import { z } from 'zod'
import { stationId } from '../http/fields.ts'
import { route } from '../http/route.ts'
import { commandResult, send } from './send-command.ts'

const tag = 'Commands'
const params = z.object({ stationId })
const query = z.strictObject({
  timeoutMs: z.coerce
    .number()
    .int()
    .min(500)
    .max(300_000)
    .optional()
    .describe('How long the station may take to answer, ms'),
})
const errors = ['not_found', 'failed_precondition', 'not_implemented', 'not_supported'] as const

/** The station's actions, whatever version; which of them a station has depends on the version it speaks. */
const actions = [...new Set(actionTable.filter(row => row.from === 'csms').map(row => row.action))].sort()

const startTransaction = route({
  id: 'startTransaction',
  method: 'POST',
  path: '/v1/stations/{stationId}/commands/start',
  role: 'operator',
  tag,
  summary: 'Start a transaction, whatever the OCPP version',
  params,
  query,
  body: z.strictObject({
    evseId: z.int().min(1).max(2_147_483_647),
    idToken: z.string().min(1).max(255).describe('Who the transaction is for'),
    idTokenType: z.string().min(1).max(20).optional().describe('OCPP 2.x IdTokenEnumType; left out, ISO14443'),
  }),
  response: commandResult,
  errors,
  async handle({ params, query, body, tenant, gateway }) {
    const value = { evseId: body.evseId, idToken: body.idToken, idTokenType: body.idTokenType ?? '', remoteStartId: 0 }
    return send(gateway, { tenant, ...params, ...query, command: { $case: 'start', value } })
  },
})

const stopTransaction = route({
  id: 'stopTransaction',
  method: 'POST',
  path: '/v1/stations/{stationId}/commands/stop',
  role: 'operator',
  tag,
  summary: 'Stop a transaction, whatever the OCPP version',
  params,
  query,
  body: z.strictObject({ transactionId: z.string().min(1).max(36) }),
  response: commandResult,
  errors,
  async handle({ params, query, body, tenant, gateway }) {
    return send(gateway, { tenant, ...params, ...query, command: { $case: 'stop', value: body } })
  },
})

const sendNative = route({
  id: 'sendNative',
  method: 'POST',
  path: '/v1/stations/{stationId}/commands/{action}',
  role: 'operator',
  tag,
  summary: "Send an OCPP action in the station's own version",
  description: "The body is the action's payload by the schema of the version that the station speaks.",
  params: z.object({ stationId, action: z.enum(actions).describe('In the spelling of OCPP') }),
  query,
  body: z.record(z.string(), z.unknown()).describe('Payload of the action'),
  response: commandResult,
  errors,
  async handle({ params: { stationId, action }, query, body, tenant, gateway }) {
    const value = { action, payload: JSON.stringify(body) }
    return send(gateway, { tenant, stationId, ...query, command: { $case: 'native', value } })
  },
})

export const commandRoutes = [startTransaction, stopTransaction, sendNative]
