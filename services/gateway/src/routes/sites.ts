import { Site } from '@chargeplane/proto/smartcharging/v1/sites'
import { z } from 'zod'
import { name, optional, resourceId, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { removal, route } from '../http/route.ts'

const tag = 'Sites'
const params = z.object({ siteId: resourceId })
const amps = z.number().min(0).max(10_000)
const evseId = z.int().min(1).max(2_147_483_647)

const settings = {
  name: name.optional(),
  limitA: amps.describe('Limit of the grid connection, A per phase'),
  defaultA: amps
    .default(0)
    .describe(
      'What an EVSE may draw without a transaction profile, A per phase; 0: chosen for you. Commission stations with it: one that has accepted no limit yet counts with this one',
    ),
  bidirectional: z
    .boolean()
    .default(false)
    .describe('Whether EVs may ask to give energy back (OCPP 2.1); else that request is rejected'),
  members: z
    .array(
      z.strictObject({
        stationId,
        evseId,
        maxA: amps.default(0).describe('What the EVSE can draw when nothing limits it, A per phase; 0: 32'),
      }),
    )
    .max(10_000)
    .default([]),
}

const site = z
  .object({
    siteId: z.string(),
    name: z.string().optional(),
    limitA: z.number(),
    defaultA: z.number(),
    members: z.array(
      z.object({
        stationId: z.string(),
        evseId: z.int(),
        maxA: z.number(),
        committedA: z.number().describe('What the station has been told and has accepted, A per phase'),
        transactionId: z.string().optional().describe('Its open transaction'),
      }),
    ),
    bidirectional: z.boolean(),
    updatedAt: timestamp.optional(),
  })
  .meta({ id: 'Site' })

function toJson(message: Site): z.input<typeof site> {
  return {
    siteId: message.siteId,
    name: optional(message.name),
    limitA: message.limitA,
    defaultA: message.defaultA,
    members: message.members.map(({ stationId, evseId, maxA, committedA, transactionId }) => ({
      stationId,
      evseId,
      maxA,
      committedA,
      transactionId: optional(transactionId),
    })),
    bidirectional: message.bidirectional,
    updatedAt: optional(message.updatedAt),
  }
}

const putSite = route({
  id: 'putSite',
  method: 'PUT',
  path: '/v1/sites/{siteId}',
  role: 'operator',
  tag,
  summary: 'Create or replace a site',
  description: 'The transactions at a site share its limit; stations are told a new limit at once.',
  params,
  body: z.strictObject(settings),
  response: site,
  errors: ['already_exists'],
  async handle({ params, body, tenant, gateway }) {
    const message = Site.fromPartial({ tenant, ...params, ...body })
    return toJson(await gateway.peers.sites.putSite({ site: message }))
  },
})

const getSite = route({
  id: 'getSite',
  method: 'GET',
  path: '/v1/sites/{siteId}',
  role: 'viewer',
  tag,
  summary: 'Read a site',
  params,
  response: site,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) => toJson(await gateway.peers.sites.getSite({ tenant, ...params })),
})

const listSites = route({
  id: 'listSites',
  method: 'GET',
  path: '/v1/sites',
  role: 'viewer',
  tag,
  summary: 'List sites',
  query: z.strictObject(pageQuery),
  response: pageOf(site),
  async handle({ query, tenant, gateway }) {
    const pageToken = decodeCursor('sites', query.cursor)
    const page = await gateway.peers.sites.listSites({ tenant, pageSize: query.limit, pageToken })
    return { items: page.sites.map(toJson), nextCursor: encodeCursor('sites', page.nextPageToken) }
  },
})

const deleteSite = removal({
  id: 'deleteSite',
  method: 'DELETE',
  path: '/v1/sites/{siteId}',
  role: 'operator',
  tag,
  summary: 'Remove a site',
  params,
  handle: ({ params, tenant, gateway }) => gateway.peers.sites.deleteSite({ tenant, ...params }),
})

export const siteRoutes = [putSite, getSite, listSites, deleteSite]
