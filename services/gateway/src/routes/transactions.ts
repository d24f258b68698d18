import type { Transaction } from '@chargeplane/proto/transactions/v1/transactions'
import { z } from 'zod'
import { idTokenHash, integer, optional, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'
import { limitJson, transactionLimit } from './id-token-profile.ts'

const tag = 'Transactions'
const wattHours = z.number().describe('Wh')

const transaction = z
  .object({
    stationId: z.string(),
    transactionId: z.string().describe('Unique within the station'),
    status: z.string().describe('active, ended, or incomplete: an end whose start has not arrived'),
    evseId: z.int(),
    connectorId: z.int(),
    idTokenHash: idTokenHash.optional(),
    startedAt: timestamp.optional(),
    endedAt: timestamp.optional(),
    meterStartWh: wattHours.optional(),
    meterStopWh: wattHours.optional(),
    energyWh: wattHours.optional().describe('Wh delivered so far; absent while it is not known'),
    stoppedReason: z.string().optional().describe('OCPP ReasonEnumType'),
    chargingState: z.string().optional().describe('OCPP 2.x ChargingStateEnumType, while it is active'),
    remoteStartId: z.int().optional(),
    reservationId: z.int().optional(),
    operationMode: z.string().optional().describe('OCPP 2.1 OperationModeEnumType, as told last'),
    tariffId: z.string().optional().describe('Tariff that the station prices it by'),
    transactionLimit: transactionLimit.optional().describe('Limits that the station has set, as told last'),
    stationWord: z
      .object({ ongoing: z.boolean(), messagesInQueue: z.boolean(), askedAt: timestamp })
      .optional()
      .describe('What the station answered to GetTransactionStatus last'),
    reviewReason: z.string().optional().describe('Why it cannot be billed without a look'),
    missingSeqNos: z
      .array(z.int())
      .describe('OCPP 2.x: messages of the ended transaction that never arrived; at most 100'),
    updatedAt: timestamp.optional(),
  })
  .meta({ id: 'Transaction' })

function toJson(message: Transaction): z.input<typeof transaction> {
  const { remoteStartId, reservationId } = message
  return {
    stationId: message.stationId,
    transactionId: message.transactionId,
    status: message.status,
    evseId: message.evseId,
    connectorId: message.connectorId,
    idTokenHash: optional(message.idTokenHash),
    startedAt: optional(message.startedAt),
    endedAt: optional(message.endedAt),
    // Proto has a zero where a register is not known yet.
    meterStartWh: message.meterStartWhExact === '' ? undefined : message.meterStartWh,
    meterStopWh: message.meterStopWhExact === '' ? undefined : message.meterStopWh,
    energyWh: message.energyWhExact === '' ? undefined : message.energyWh,
    stoppedReason: optional(message.stoppedReason),
    chargingState: optional(message.chargingState),
    remoteStartId: remoteStartId === 0n ? undefined : integer(remoteStartId, 'remoteStartId'),
    reservationId: reservationId === 0n ? undefined : integer(reservationId, 'reservationId'),
    operationMode: optional(message.operationMode),
    tariffId: optional(message.tariffId),
    transactionLimit: limitJson(message.transactionLimit),
    stationWord: message.stationWord,
    reviewReason: optional(message.reviewReason),
    missingSeqNos: message.missingSeqNos,
    updatedAt: optional(message.updatedAt),
  }
}

const listTransactions = route({
  id: 'listTransactions',
  method: 'GET',
  path: '/v1/transactions',
  role: 'viewer',
  tag,
  summary: 'List transactions',
  query: z.strictObject({
    ...pageQuery,
    station: stationId.optional().describe('Only of this station'),
    status: z.enum(['active', 'ended', 'incomplete']).optional(),
  }),
  response: pageOf(transaction),
  async handle({ query, tenant, gateway }) {
    const { limit: pageSize, cursor, station = '', status = '' } = query
    const pageToken = decodeCursor('transactions', cursor)
    const request = { tenant, stationId: station, status, pageSize, pageToken }
    const page = await gateway.peers.transactions.listTransactions(request)
    return { items: page.transactions.map(toJson), nextCursor: encodeCursor('transactions', page.nextPageToken) }
  },
})

const getTransaction = route({
  id: 'getTransaction',
  method: 'GET',
  path: '/v1/stations/{stationId}/transactions/{transactionId}',
  role: 'viewer',
  tag,
  summary: 'Read a transaction',
  params: z.object({ stationId, transactionId: z.string().min(1).max(255) }),
  response: transaction,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) =>
    toJson(await gateway.peers.transactions.getTransaction({ tenant, ...params })),
})

export const transactionRoutes = [listTransactions, getTransaction]
