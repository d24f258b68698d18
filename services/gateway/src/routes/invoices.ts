import type { Invoice } from '@chargeplane/proto/billing/v1/billing'
import { z } from 'zod'
import { idTokenHash, optional, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'
import { money, moneyToJson } from './price-lines.ts'

const tag = 'Invoices'

const invoice = z
  .object({
    invoiceId: z.string(),
    number: z.string().describe('Without gaps within the tenant, such as 2026-000001'),
    chargeRecordId: z.string(),
    idTokenHash: idTokenHash.optional(),
    ...money,
    issuedAt: timestamp.optional(),
  })
  .meta({ id: 'Invoice' })

function toJson(message: Invoice): z.input<typeof invoice> {
  return {
    invoiceId: message.invoiceId,
    number: message.number,
    chargeRecordId: message.chargeRecordId,
    idTokenHash: optional(message.idTokenHash),
    ...moneyToJson(message),
    issuedAt: optional(message.issuedAt),
  }
}

const listInvoices = route({
  id: 'listInvoices',
  method: 'GET',
  path: '/v1/invoices',
  role: 'viewer',
  tag,
  summary: 'List invoices',
  query: z.strictObject(pageQuery),
  response: pageOf(invoice),
  async handle({ query, tenant, gateway }) {
    const pageToken = decodeCursor('invoices', query.cursor)
    const page = await gateway.peers.invoices.listInvoices({ tenant, pageSize: query.limit, pageToken })
    return { items: page.invoices.map(toJson), nextCursor: encodeCursor('invoices', page.nextPageToken) }
  },
})

const getInvoice = route({
  id: 'getInvoice',
  method: 'GET',
  path: '/v1/invoices/{invoiceId}',
  role: 'viewer',
  tag,
  summary: 'Read an invoice',
  params: z.object({ invoiceId: z.string().min(1).max(255) }),
  response: invoice,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) => toJson(await gateway.peers.invoices.getInvoice({ tenant, ...params })),
})

export const invoiceRoutes = [listInvoices, getInvoice]
