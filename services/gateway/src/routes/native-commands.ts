// Every action of OCPP by its own name, in the station's own version.
import { actionTable } from '@chargeplane/ocpp'
import { z } from 'zod'
import { stationId } from '../http/fields.ts'
import { route } from '../http/route.ts'
import { checkProfile } from './check-profile.ts'
import { commandResult } from './command-json.ts'
import { commandQuery, send } from './send-command.ts'

const tag = 'OCPP actions'
const query = z.strictObject(commandQuery)
const errors = ['not_found', 'failed_precondition', 'not_implemented', 'not_supported', 'already_exists'] as const
const body = z.record(z.string(), z.unknown()).describe('Payload of the action')

const rows = actionTable.filter(row => row.from === 'csms')
/** Whatever version; which of them a station has depends on the version it speaks. */
const actions = [...new Set(rows.map(row => row.action))].sort()

function describe(action: string): string {
  const own = rows.filter(row => row.action === action)
  const versions = `OCPP ${own.map(row => row.version).join(', ')}.`
  const brings = [...new Set(own.flatMap(row => row.answeredBy ?? []))]
  const result = `The result comes in ${brings.join(' or ')}: see \`result\` and waitForResultMs. requestId may be left out.`
  return brings.length === 0 ? versions : `${versions} ${result}`
}

/** One a path, so that the document has the schemas of each. */
const actionRoutes = actions.map(action =>
  route({
    id: `send${action}`,
    method: 'POST',
    path: `/v1/stations/{stationId}/commands/${action}`,
    role: 'operator',
    tag,
    summary: `Send ${action}`,
    description: describe(action),
    ocppAction: action,
    params: z.object({ stationId }),
    query,
    body,
    response: commandResult,
    errors,
    async handle({ params: { stationId }, query, body, tenant, gateway }) {
      if (action === 'SetChargingProfile') await checkProfile(gateway, { tenant, stationId }, body)
      const value = { action, payload: JSON.stringify(body) }
      return send(gateway, { tenant, stationId, ...query, command: { $case: 'native', value } })
    },
  }),
)

const sendNative = route({
  id: 'sendNative',
  method: 'POST',
  path: '/v1/stations/{stationId}/commands/{command}',
  role: 'operator',
  tag,
  summary: "Send an OCPP action in the station's own version",
  description:
    "The body is the action's payload by the schema of the version that the station speaks: each action has an entry of its own here.",
  params: z.object({ stationId, command: z.enum(actions).describe('In the spelling of OCPP') }),
  query,
  body,
  response: commandResult,
  errors,
  async handle({ params: { stationId, command }, query, body, tenant, gateway }) {
    const value = { action: command, payload: JSON.stringify(body) }
    return send(gateway, { tenant, stationId, ...query, command: { $case: 'native', value } })
  },
})

export const nativeCommandRoutes = [...actionRoutes, sendNative]
