// Commands in words that every OCPP version shares.
import type { SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import { z } from 'zod'
import { instant, stationId } from '../http/fields.ts'
import { type Route, route } from '../http/route.ts'
import { commandResult } from './command-json.ts'
import { commandRecordRoutes } from './command-record.ts'
import { nativeCommandRoutes } from './native-commands.ts'
import { commandQuery, send } from './send-command.ts'

interface Neutral<B extends z.ZodType> {
  id: string
  /** Last part of the path. */
  name: string
  summary: string
  description?: string
  body: B
  command(body: z.output<B>): NonNullable<SendCommandRequest['command']>
}

function neutral<B extends z.ZodType>({ name, command, ...rest }: Neutral<B>): Route {
  return route({
    ...rest,
    method: 'POST',
    path: `/v1/stations/{stationId}/commands/${name}`,
    role: 'operator',
    tag: 'Commands',
    params: z.object({ stationId }),
    query: z.strictObject(commandQuery),
    response: commandResult,
    errors: ['not_found', 'failed_precondition', 'not_implemented', 'not_supported'],
    async handle({ params, query, body, tenant, gateway }) {
      return send(gateway, { tenant, ...params, ...query, command: command(body) })
    },
  })
}

const evse = z.int().min(1).max(2_147_483_647)
const connector = evse.optional().describe('Within the EVSE. OCPP 1.6 has none: its connectors are the EVSEs')

const start = neutral({
  id: 'startTransaction',
  name: 'start',
  summary: 'Start a transaction, whatever the OCPP version',
  body: z.strictObject({
    evseId: evse,
    idToken: z.string().min(1).max(255).describe('Who the transaction is for'),
    idTokenType: z.string().min(1).max(20).optional().describe('OCPP 2.x IdTokenEnumType; left out, ISO14443'),
  }),
  command: ({ evseId, idToken, idTokenType = '' }) => ({
    $case: 'start',
    value: { evseId, idToken, idTokenType, remoteStartId: 0 },
  }),
})

const stop = neutral({
  id: 'stopTransaction',
  name: 'stop',
  summary: 'Stop a transaction, whatever the OCPP version',
  body: z.strictObject({ transactionId: z.string().min(1).max(36) }),
  command: value => ({ $case: 'stop', value }),
})

const unlock = neutral({
  id: 'unlockConnector',
  name: 'unlock',
  summary: 'Unlock a connector',
  body: z.strictObject({ evseId: evse, connectorId: connector }),
  command: ({ evseId, connectorId = 0 }) => ({ $case: 'unlock', value: { evseId, connectorId } }),
})

const reset = neutral({
  id: 'resetStation',
  name: 'reset',
  summary: 'Restart a station or an EVSE',
  body: z.strictObject({
    immediate: z
      .boolean()
      .default(false)
      .describe('At once, ending transactions (1.6: Hard); else once they have ended'),
    evseId: evse.optional().describe('Left out, the whole station. Not in OCPP 1.6'),
    resume: z.boolean().default(false).describe('Go on with the transactions afterwards. OCPP 2.1 only'),
  }),
  command: ({ immediate, evseId = 0, resume }) => ({ $case: 'reset', value: { immediate, evseId, resume } }),
})

const availability = neutral({
  id: 'changeAvailability',
  name: 'availability',
  summary: 'Take a station, an EVSE or a connector out of service, or back into it',
  body: z.strictObject({
    operative: z.boolean(),
    evseId: evse.optional().describe('Left out, the whole station'),
    connectorId: connector,
  }),
  command: ({ operative, evseId = 0, connectorId = 0 }) => ({
    $case: 'availability',
    value: { operative, evseId, connectorId },
  }),
})

const key = z
  .string()
  .min(1)
  .max(250)
  .describe(
    'A key of OCPP 1.6, or Component[instance]@evse:connector.Variable[instance] of 2.x; the common ones are known in either',
  )

const setConfiguration = neutral({
  id: 'setConfiguration',
  name: 'set-configuration',
  summary: 'Change settings of a station',
  body: z.strictObject({
    settings: z
      .array(z.strictObject({ key, value: z.string().max(2_500) }))
      .min(1)
      .max(200),
  }),
  command: value => ({ $case: 'setConfiguration', value }),
})

const getConfiguration = neutral({
  id: 'getConfiguration',
  name: 'get-configuration',
  summary: 'Read settings of a station',
  body: z.strictObject({
    keys: z
      .array(key)
      .max(200)
      .default([])
      .describe('None: all of them, which OCPP 1.6 alone can (2.x: GetBaseReport)'),
  }),
  command: value => ({ $case: 'getConfiguration', value }),
})

const trigger = neutral({
  id: 'triggerMessage',
  name: 'trigger',
  summary: 'Ask a station to send a message now',
  body: z.strictObject({
    message: z.string().min(1).max(50).describe('OCPP 2.x MessageTriggerEnumType, such as StatusNotification'),
    evseId: evse.optional(),
    connectorId: connector,
    customTrigger: z.string().min(1).max(50).optional().describe('With the message CustomTrigger. OCPP 2.1 only'),
    extended: z
      .boolean()
      .optional()
      .describe('Whether a 1.6 station has the security extension; left out, it is used where nothing else will do'),
  }),
  command: ({ message, evseId = 0, connectorId = 0, customTrigger = '', extended }) => ({
    $case: 'trigger',
    value: { message, evseId, connectorId, customTrigger, extended },
  }),
})

const location = z.string().min(1).max(2_000).describe('A URL that the station can reach')
const tries = { retries: z.int().min(0).max(1_000).optional(), retryIntervalS: z.int().min(0).max(86_400).optional() }

const updateFirmware = neutral({
  id: 'updateFirmware',
  name: 'update-firmware',
  summary: 'Have a station install firmware',
  body: z.strictObject({
    location,
    retrieveAt: instant.optional().describe('Left out, now'),
    installAt: instant.optional().describe('Left out, once it is there'),
    signingCertificate: z.string().min(1).max(5_500).optional().describe('PEM, with signature: signed firmware'),
    signature: z.string().min(1).max(800).optional().describe('Base64'),
    ...tries,
  }),
  command: ({ retrieveAt = '', installAt = '', signingCertificate = '', signature = '', ...rest }) => ({
    $case: 'updateFirmware',
    value: {
      retrieveAt,
      installAt,
      signingCertificate,
      signature,
      retries: undefined,
      retryIntervalS: undefined,
      ...rest,
    },
  }),
})

const getLog = neutral({
  id: 'getLog',
  name: 'get-log',
  summary: 'Have a station upload a log: its diagnostics, or its security log',
  body: z.strictObject({
    location,
    logType: z.enum(['DiagnosticsLog', 'SecurityLog', 'DataCollectorLog']).default('DiagnosticsLog'),
    oldest: instant.optional(),
    latest: instant.optional(),
    ...tries,
  }),
  command: ({ oldest = '', latest = '', ...rest }) => ({
    $case: 'getLog',
    value: { oldest, latest, retries: undefined, retryIntervalS: undefined, ...rest },
  }),
})

const operating = [start, stop, unlock, reset, availability, trigger]
const settings = [setConfiguration, getConfiguration, updateFirmware, getLog]
export const commandRoutes = [...operating, ...settings, ...nativeCommandRoutes, ...commandRecordRoutes]
