import type { MeterValue } from '@chargeplane/proto/transactions/v1/transactions'
import { z } from 'zod'
import { optional, stationId } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'

const tag = 'Transactions'

const meterValue = z
  .object({
    sampledAt: z.string().describe("By the station's clock, RFC 3339, UTC"),
    measurand: z.string().describe('OCPP MeasurandEnumType'),
    phase: z.string().optional().describe('Left out for the whole'),
    location: z.string(),
    context: z.string().describe('OCPP ReadingContextEnumType'),
    evseId: z.int(),
    connectorId: z.int(),
    value: z
      .string()
      .optional()
      .describe('Decimal number in a string; left out for a reading that is told by its signed form only'),
    unit: z
      .string()
      .optional()
      .describe('Wh, W, A, V, var, varh, VA, VAh, Percent, Celsius, Hz, or as the station has it'),
    original: z.string().optional().describe('As sent, with its unit'),
    signed: z
      .object({
        data: z.string().describe('Byte for byte as the meter signed it'),
        encodingMethod: z.string().optional(),
        signingMethod: z.string().optional(),
        publicKey: z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: 'MeterValue' })

function toJson(message: MeterValue): z.input<typeof meterValue> {
  const { signed } = message
  return {
    sampledAt: message.sampledAt,
    measurand: message.measurand,
    phase: optional(message.phase),
    location: message.location,
    context: message.context,
    evseId: message.evseId,
    connectorId: message.connectorId,
    value: optional(message.value),
    unit: optional(message.unit),
    original: optional(message.original),
    signed: signed && {
      data: signed.data,
      encodingMethod: optional(signed.encodingMethod),
      signingMethod: optional(signed.signingMethod),
      publicKey: optional(signed.publicKey),
    },
  }
}

const query = z.strictObject(pageQuery)
const response = pageOf(meterValue)

const listOfTransaction = route({
  id: 'listTransactionMeterValues',
  method: 'GET',
  path: '/v1/stations/{stationId}/transactions/{transactionId}/meter-values',
  role: 'viewer',
  tag,
  summary: 'List what the meter showed during a transaction',
  params: z.object({ stationId, transactionId: z.string().min(1).max(255) }),
  query,
  response,
  async handle({ params, query: { limit: pageSize, cursor }, tenant, gateway }) {
    const list = `meter-values/${params.stationId}/${params.transactionId}`
    const pageToken = decodeCursor(list, cursor)
    const page = await gateway.peers.transactions.listMeterValues({ tenant, ...params, pageSize, pageToken })
    return { items: page.meterValues.map(toJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

const listOfStation = route({
  id: 'listMeterValues',
  method: 'GET',
  path: '/v1/stations/{stationId}/meter-values',
  role: 'viewer',
  tag,
  summary: 'List what the meters of a station showed outside of transactions',
  params: z.object({ stationId }),
  query,
  response,
  async handle({ params, query: { limit: pageSize, cursor }, tenant, gateway }) {
    const list = `meter-values/${params.stationId}`
    const request = { tenant, ...params, transactionId: '', pageSize, pageToken: decodeCursor(list, cursor) }
    const page = await gateway.peers.transactions.listMeterValues(request)
    return { items: page.meterValues.map(toJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

export const meterValueRoutes = [listOfTransaction, listOfStation]
