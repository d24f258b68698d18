import type { ChargeRecord } from '@chargeplane/proto/billing/v1/billing'
import { z } from 'zod'
import { idTokenHash, integer, optional, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'
import { money, moneyToJson } from './price-lines.ts'

const tag = 'Charge records'

const chargeRecord = z
  .object({
    chargeRecordId: z.string(),
    stationId: z.string(),
    transactionId: z.string(),
    idTokenHash: idTokenHash.optional(),
    startedAt: timestamp.optional(),
    endedAt: timestamp.optional(),
    energyWh: z.string().optional().describe('Wh, decimal number in a string; absent when it is not known'),
    chargingSeconds: z.int(),
    parkingSeconds: z.int(),
    tariffId: z.string().optional(),
    tariffVersion: z.int().optional(),
    ...money,
    status: z.string().describe('billed, or review when a person has to look before it is'),
    reviewReason: z.string().optional(),
    invoiceId: z.string().optional(),
    createdAt: timestamp.optional(),
  })
  .meta({ id: 'ChargeRecord', description: 'What one ended transaction costs' })

function toJson(message: ChargeRecord): z.input<typeof chargeRecord> {
  return {
    chargeRecordId: message.chargeRecordId,
    stationId: message.stationId,
    transactionId: message.transactionId,
    idTokenHash: optional(message.idTokenHash),
    startedAt: optional(message.startedAt),
    endedAt: optional(message.endedAt),
    energyWh: optional(message.energyWh),
    chargingSeconds: integer(message.chargingSeconds, 'chargingSeconds'),
    parkingSeconds: integer(message.parkingSeconds, 'parkingSeconds'),
    tariffId: optional(message.tariffId),
    tariffVersion: message.tariffVersion === 0 ? undefined : message.tariffVersion,
    ...moneyToJson(message),
    status: message.status,
    reviewReason: optional(message.reviewReason),
    invoiceId: optional(message.invoiceId),
    createdAt: optional(message.createdAt),
  }
}

const listChargeRecords = route({
  id: 'listChargeRecords',
  method: 'GET',
  path: '/v1/charge-records',
  role: 'viewer',
  tag,
  summary: 'List charge records',
  query: z.strictObject({ ...pageQuery, station: stationId.optional().describe('Only of this station') }),
  response: pageOf(chargeRecord),
  async handle({ query, tenant, gateway }) {
    const pageToken = decodeCursor('charge-records', query.cursor)
    const request = { tenant, stationId: query.station ?? '', pageSize: query.limit, pageToken }
    const page = await gateway.peers.chargeRecords.listChargeRecords(request)
    return { items: page.chargeRecords.map(toJson), nextCursor: encodeCursor('charge-records', page.nextPageToken) }
  },
})

const getChargeRecord = route({
  id: 'getChargeRecord',
  method: 'GET',
  path: '/v1/charge-records/{chargeRecordId}',
  role: 'viewer',
  tag,
  summary: 'Read a charge record',
  params: z.object({ chargeRecordId: z.string().min(1).max(255) }),
  response: chargeRecord,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) =>
    toJson(await gateway.peers.chargeRecords.getChargeRecord({ tenant, ...params })),
})

export const chargeRecordRoutes = [listChargeRecords, getChargeRecord]
