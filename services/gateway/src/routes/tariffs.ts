import { Tariff } from '@chargeplane/proto/billing/v1/billing'
import { z } from 'zod'
import { decimal, instant, name, optional, resourceId, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { removal, route } from '../http/route.ts'

const tag = 'Tariffs'
const params = z.object({ tariffId: resourceId })

const priceComponent = z.strictObject({
  type: z
    .enum(['FLAT', 'ENERGY', 'TIME', 'PARKING_TIME'])
    .describe('FLAT per transaction, ENERGY per kWh, TIME per hour charging, PARKING_TIME per hour not charging'),
  price: decimal.describe('Without VAT, in the currency of the tariff; decimal number in a string'),
  vat: decimal.optional().describe('Percent; left out, no VAT'),
  stepSize: z.int().min(0).max(1_000_000_000).default(1).describe('Wh for ENERGY, seconds for TIME and PARKING_TIME'),
})

const settings = {
  name: name.optional(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of ISO 4217, such as EUR'),
  elements: z
    .array(z.strictObject({ priceComponents: z.array(priceComponent).min(1).max(20) }))
    .min(1)
    .max(20),
  stationIds: z
    .array(stationId)
    .max(10_000)
    .default([])
    .describe("Stations it is for; none: the tenant's default tariff"),
  validFrom: instant
    .optional()
    .describe('RFC 3339; left out, from now on. Earlier transactions keep the version before'),
}

const tariff = z
  .object({
    tariffId: z.string(),
    name: z.string().optional(),
    currency: z.string(),
    elements: z.array(
      z.object({
        priceComponents: z.array(
          z.object({ type: z.string(), price: z.string(), vat: z.string().optional(), stepSize: z.int() }),
        ),
      }),
    ),
    stationIds: z.array(z.string()),
    validFrom: timestamp.optional(),
    version: z.int().describe('Counts the versions of this tariff from 1'),
    updatedAt: timestamp.optional(),
  })
  .meta({ id: 'Tariff', description: 'Shaped after OCPI 2.2.1' })

function toJson(message: Tariff): z.input<typeof tariff> {
  return {
    tariffId: message.tariffId,
    name: optional(message.name),
    currency: message.currency,
    elements: message.elements.map(element => ({
      priceComponents: element.priceComponents.map(({ type, price, vat, stepSize }) => ({
        type,
        price,
        vat: optional(vat),
        stepSize,
      })),
    })),
    stationIds: message.stationIds,
    validFrom: optional(message.validFrom),
    version: message.version,
    updatedAt: optional(message.updatedAt),
  }
}

const putTariff = route({
  id: 'putTariff',
  method: 'PUT',
  path: '/v1/tariffs/{tariffId}',
  role: 'operator',
  tag,
  summary: 'Create or replace a tariff',
  params,
  body: z.strictObject(settings),
  response: tariff,
  async handle({ params, body, tenant, gateway }) {
    const message = Tariff.fromPartial({ tenant, ...params, ...body })
    return toJson(await gateway.peers.tariffs.putTariff({ tariff: message }))
  },
})

const getTariff = route({
  id: 'getTariff',
  method: 'GET',
  path: '/v1/tariffs/{tariffId}',
  role: 'viewer',
  tag,
  summary: 'Read a tariff',
  params,
  response: tariff,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) => toJson(await gateway.peers.tariffs.getTariff({ tenant, ...params })),
})

const listTariffs = route({
  id: 'listTariffs',
  method: 'GET',
  path: '/v1/tariffs',
  role: 'viewer',
  tag,
  summary: 'List tariffs',
  query: z.strictObject(pageQuery),
  response: pageOf(tariff),
  async handle({ query, tenant, gateway }) {
    const pageToken = decodeCursor('tariffs', query.cursor)
    const page = await gateway.peers.tariffs.listTariffs({ tenant, pageSize: query.limit, pageToken })
    return { items: page.tariffs.map(toJson), nextCursor: encodeCursor('tariffs', page.nextPageToken) }
  },
})

const deleteTariff = removal({
  id: 'deleteTariff',
  method: 'DELETE',
  path: '/v1/tariffs/{tariffId}',
  role: 'operator',
  tag,
  summary: 'Remove a tariff',
  params,
  handle: ({ params, tenant, gateway }) => gateway.peers.tariffs.deleteTariff({ tenant, ...params }),
})

export const tariffRoutes = [putTariff, getTariff, listTariffs, deleteTariff]
