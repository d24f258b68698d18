import { tariffType } from '@chargeplane/ocpp'
import { z } from 'zod'
import { resourceId, stationId } from '../http/fields.ts'
import { route } from '../http/route.ts'
import { commandResult } from './command-json.ts'
import { send, sendQuery } from './send-command.ts'

const tag = 'Commands'
const params = z.object({ stationId })
const query = z.strictObject(sendQuery)
const errors = ['not_found', 'failed_precondition', 'not_implemented', 'not_supported'] as const
const tariffId = resourceId.describe('One of /v1/tariffs, in its newest version')
const description = 'OCPP 2.1 only. A tariff that bills energy or time in steps is refused: OCPP has no words for them.'

const setDefaultTariff = route({
  id: 'setDefaultTariff',
  method: 'POST',
  path: '/v1/stations/{stationId}/commands/default-tariff',
  role: 'operator',
  tag,
  summary: 'Have a station work out costs by one of our tariffs',
  description,
  params,
  query,
  body: z.strictObject({
    tariffId,
    evseId: z.int().min(0).max(2_147_483_647).default(0).describe('0: every EVSE'),
  }),
  response: commandResult,
  errors,
  async handle({ params, query, body, tenant, gateway }) {
    const tariff = await gateway.peers.tariffs.getTariff({ tenant, tariffId: body.tariffId })
    const payload = { evseId: body.evseId, tariff: tariffType(tariff, { validFrom: true }) }
    const value = { action: 'SetDefaultTariff', payload: JSON.stringify(payload) }
    return send(gateway, { tenant, ...params, ...query, command: { $case: 'native', value } })
  },
})

const changeTransactionTariff = route({
  id: 'changeTransactionTariff',
  method: 'POST',
  path: '/v1/stations/{stationId}/commands/transaction-tariff',
  role: 'operator',
  tag,
  summary: 'Have a station work out the cost of a running transaction by another of our tariffs',
  description: `${description} What is invoiced stays the tariff of the start.`,
  params,
  query,
  body: z.strictObject({ tariffId, transactionId: z.string().min(1).max(36) }),
  response: commandResult,
  errors,
  async handle({ params, query, body: { tariffId, transactionId }, tenant, gateway }) {
    const tariff = await gateway.peers.tariffs.getTariff({ tenant, tariffId })
    const payload = { transactionId, tariff: tariffType(tariff, { validFrom: false }) }
    const value = { action: 'ChangeTransactionTariff', payload: JSON.stringify(payload) }
    return send(gateway, { tenant, ...params, ...query, command: { $case: 'native', value } })
  },
})

export const stationTariffRoutes = [setDefaultTariff, changeTransactionTariff]
