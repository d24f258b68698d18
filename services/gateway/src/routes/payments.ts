import type { Settlement, VatCompany } from '@chargeplane/proto/billing/v1/payments'
import type { CompanyAddress } from '@chargeplane/proto/ocpp/v1/payments'
import { z } from 'zod'
import { integer, minorUnits, optional, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { removal, route } from '../http/route.ts'

const tag = 'Payments'

const address = z
  .strictObject({
    name: z.string().min(1).max(50),
    address1: z.string().min(1).max(100),
    address2: z.string().max(100).optional(),
    city: z.string().min(1).max(100),
    postalCode: z.string().max(20).optional(),
    country: z.string().min(1).max(50),
  })
  .meta({ id: 'CompanyAddress', description: 'OCPP 2.1 AddressType' })

const toAddress = ({ address2, postalCode, ...rest }: CompanyAddress): z.input<typeof address> => ({
  ...rest,
  address2: optional(address2),
  postalCode: optional(postalCode),
})

const settlement = z
  .object({
    stationId: z.string(),
    transactionId: z.string().optional(),
    pspRef: z.string().describe("The payment service provider's reference"),
    status: z.string().describe('Settled, Canceled, Rejected or Failed'),
    statusInfo: z.string().optional(),
    amount: z.string().describe('As the station told it: decimal number in a string'),
    currency: z.string().optional().describe("Of the station's tariff: OCPP does not tell it"),
    amountMinor: minorUnits.optional(),
    currencyExponent: z.int().optional(),
    settledAt: timestamp,
    receiptId: z.string().optional(),
    receiptUrl: z.string().optional(),
    vatNumber: z.string().optional(),
    vatCompany: address.optional(),
    recordedAt: timestamp,
  })
  .meta({ id: 'Settlement', description: 'How the settlement of an ad hoc payment ended (OCPP 2.1 C19-C22)' })

function toJson(message: Settlement): z.input<typeof settlement> {
  const hasCurrency = message.currency !== ''
  return {
    stationId: message.stationId,
    transactionId: optional(message.transactionId),
    pspRef: message.pspRef,
    status: message.status,
    statusInfo: optional(message.statusInfo),
    amount: message.amount,
    currency: optional(message.currency),
    amountMinor: hasCurrency ? integer(message.amountMinor, 'amountMinor') : undefined,
    currencyExponent: hasCurrency ? message.currencyExponent : undefined,
    settledAt: message.settledAt,
    receiptId: optional(message.receiptId),
    receiptUrl: optional(message.receiptUrl),
    vatNumber: optional(message.vatNumber),
    vatCompany: message.vatCompany && toAddress(message.vatCompany),
    recordedAt: message.recordedAt,
  }
}

const listSettlements = route({
  id: 'listSettlements',
  method: 'GET',
  path: '/v1/settlements',
  role: 'viewer',
  tag,
  summary: 'List settlements of ad hoc payments, newest first',
  query: z.strictObject({ ...pageQuery, stationId: stationId.optional() }),
  response: pageOf(settlement),
  async handle({ query: { limit, cursor, stationId = '' }, tenant, gateway }) {
    const list = `settlements/${stationId}`
    const pageToken = decodeCursor(list, cursor)
    const page = await gateway.peers.payments.listSettlements({ tenant, stationId, pageSize: limit, pageToken })
    return { items: page.settlements.map(toJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

const getReceipt = route({
  id: 'getReceipt',
  method: 'GET',
  path: '/v1/receipts/{receiptId}',
  role: 'viewer',
  tag,
  summary: 'Find the settlement that a driver has the receipt of',
  params: z.object({ receiptId: z.string().min(1).max(50) }),
  response: settlement,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) =>
    toJson(await gateway.peers.payments.getSettlement({ tenant, ...params })),
})

const vatPath = '/v1/vat-companies/{vatNumber}'
const vatParams = z.object({ vatNumber: z.string().min(1).max(20).describe('With its country, such as DE136695976') })
const company = z.object({ vatNumber: z.string(), address }).meta({ id: 'VatCompany' })

const toCompany = (message: VatCompany): z.input<typeof company> => ({
  vatNumber: message.vatNumber,
  address: toAddress(message.address ?? emptyAddress),
})
const emptyAddress = { name: '', address1: '', address2: '', city: '', postalCode: '', country: '' }

const putVatCompany = route({
  id: 'putVatCompany',
  method: 'PUT',
  path: vatPath,
  role: 'operator',
  tag,
  summary: 'Name the company of a VAT number, for the receipts of ad hoc payments',
  params: vatParams,
  body: address,
  response: company,
  handle: async ({ params, body, tenant, gateway }) =>
    toCompany(await gateway.peers.payments.putVatCompany({ tenant, ...params, address: { ...emptyAddress, ...body } })),
})

const getVatCompany = route({
  id: 'getVatCompany',
  method: 'GET',
  path: vatPath,
  role: 'viewer',
  tag,
  summary: 'Read the company of a VAT number',
  params: vatParams,
  response: company,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) =>
    toCompany(await gateway.peers.payments.getVatCompany({ tenant, ...params })),
})

const deleteVatCompany = removal({
  id: 'deleteVatCompany',
  method: 'DELETE',
  path: vatPath,
  role: 'operator',
  tag,
  summary: 'Forget the company of a VAT number',
  params: vatParams,
  handle: ({ params, tenant, gateway }) => gateway.peers.payments.deleteVatCompany({ tenant, ...params }),
})

export const paymentRoutes = [listSettlements, getReceipt, putVatCompany, getVatCompany, deleteVatCompany]
