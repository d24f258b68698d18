import type { LocalList } from '@chargeplane/proto/authorization/v1/local_lists'
import { z } from 'zod'
import { optional, stationId, timestamp } from '../http/fields.ts'
import { route } from '../http/route.ts'
import { once } from '../peers.ts'

const tag = 'Id tokens'
const path = '/v1/stations/{stationId}/local-list'
const params = z.object({ stationId })
/** A list may take several messages, and the station its time for each. */
const syncMs = 170_000

const localList = z
  .object({
    stationId: z.string(),
    version: z.int().describe('As the station acknowledged it'),
    entries: z.int().describe('Tokens on the list'),
    acknowledgedAt: timestamp,
    updateType: z
      .enum(['Full', 'Differential', 'None'])
      .optional()
      .describe('What was sent just now; None: the station had it all'),
  })
  .meta({ id: 'LocalList', description: 'The list of tokens that a station keeps for when nobody can be asked' })

const updateTypes = ['Full', 'Differential', 'None'] as const

function toJson(list: LocalList): z.input<typeof localList> {
  return {
    stationId: list.stationId,
    version: list.version,
    entries: list.entries,
    acknowledgedAt: list.acknowledgedAt,
    updateType: updateTypes.find(known => known === optional(list.updateType)),
  }
}

const syncLocalList = route({
  id: 'syncLocalList',
  method: 'POST',
  path,
  role: 'operator',
  tag,
  summary: "Bring a station's list of tokens up to date",
  description:
    'Sends the tokens with `localList` that may charge there: what has changed since the station acknowledged a list, or all of it when that is not known or was not accepted.',
  params,
  body: z.strictObject({ full: z.boolean().default(false).describe('All of it, whatever is known') }),
  response: localList,
  errors: ['not_found', 'failed_precondition', 'not_supported'],
  handle: async ({ params, body, tenant, gateway }) =>
    toJson(
      await gateway.peers.localLists.syncLocalList({ tenant, ...params, ...body }, { ...once, deadlineMs: syncMs }),
    ),
})

const getLocalList = route({
  id: 'getLocalList',
  method: 'GET',
  path,
  role: 'viewer',
  tag,
  summary: 'Read what a station has acknowledged of its list of tokens',
  params,
  response: localList,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) =>
    toJson(await gateway.peers.localLists.getLocalList({ tenant, ...params })),
})

export const localListRoutes = [syncLocalList, getLocalList]
