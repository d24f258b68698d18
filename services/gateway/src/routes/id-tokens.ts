import { IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { z } from 'zod'
import { idTokenHash, instant, optional, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { removal, route } from '../http/route.ts'
import { profileFields, profileJson, ruleFields, toProfile } from './id-token-profile.ts'

// Raw tokens can be copied onto a card, so reading them takes more than a viewer.
const role = 'operator'
const tag = 'Id tokens'
const token = z.string().min(1).max(255).describe('The token as stations read it; case does not matter')
const params = z.object({ idToken: token })
const status = z.enum(['Accepted', 'Blocked', 'NoCredit'])

const settings = {
  type: z.string().min(1).max(20).default('ISO14443').describe('OCPP 2.x IdTokenEnumType'),
  status: status.default('Accepted'),
  groupIdToken: token.optional().describe('Tokens of a group may stop the transactions of one another'),
  expiresAt: instant.optional().describe('RFC 3339; left out, it does not expire'),
  concurrentTransactions: z.int().min(0).max(1_000).default(0).describe('Transactions open at once; 0: no limit'),
  ...ruleFields,
  ...profileFields,
}

const idToken = z
  .object({
    idToken: z.string(),
    type: z.string(),
    status: z.string().describe('Accepted, Blocked or NoCredit'),
    groupIdToken: z.string().optional(),
    expiresAt: timestamp.optional(),
    concurrentTransactions: z.int(),
    ...ruleFields,
    ...profileFields,
    hash: idTokenHash,
    createdAt: timestamp.optional(),
  })
  .meta({ id: 'IdToken' })

function toJson(message: IdToken): z.input<typeof idToken> {
  return {
    idToken: message.idToken,
    type: message.type,
    status: message.status,
    groupIdToken: optional(message.groupIdToken),
    expiresAt: optional(message.expiresAt),
    concurrentTransactions: message.concurrentTransactions,
    localList: message.localList,
    masterPass: message.masterPass,
    ...profileJson(message),
    hash: message.hash,
    createdAt: optional(message.createdAt),
  }
}

const putIdToken = route({
  id: 'putIdToken',
  method: 'PUT',
  path: '/v1/id-tokens/{idToken}',
  role,
  tag,
  summary: 'Create or replace an id token',
  params,
  body: z.strictObject(settings),
  response: idToken,
  async handle({ params, body, tenant, gateway }) {
    const { type, status, groupIdToken, expiresAt, concurrentTransactions } = body
    const { localList, masterPass, additionalInfo, allowedStations } = body
    const plain = { tenant, ...params, type, status, groupIdToken, expiresAt, concurrentTransactions }
    const rules = { localList, masterPass, additionalInfo, allowedStations }
    const message = IdToken.fromPartial({ ...plain, ...rules, profile: toProfile(body) })
    return toJson(await gateway.peers.idTokens.putIdToken({ idToken: message }))
  },
})

const getIdToken = route({
  id: 'getIdToken',
  method: 'GET',
  path: '/v1/id-tokens/{idToken}',
  role,
  tag,
  summary: 'Read an id token',
  params,
  response: idToken,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) =>
    toJson(await gateway.peers.idTokens.getIdToken({ tenant, ...params, hash: '' })),
})

const resolveHash = route({
  id: 'resolveHash',
  method: 'GET',
  path: '/v1/id-tokens/by-hash/{hash}',
  role,
  tag,
  summary: 'Find the id token behind a hash',
  description: 'Events, transactions and invoices carry only the hash.',
  params: z.object({ hash: idTokenHash.regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits') }),
  response: idToken,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) =>
    toJson(await gateway.peers.idTokens.getIdToken({ tenant, idToken: '', ...params })),
})

const listIdTokens = route({
  id: 'listIdTokens',
  method: 'GET',
  path: '/v1/id-tokens',
  role,
  tag,
  summary: 'List id tokens',
  query: z.strictObject(pageQuery),
  response: pageOf(idToken),
  async handle({ query, tenant, gateway }) {
    const pageToken = decodeCursor('id-tokens', query.cursor)
    const page = await gateway.peers.idTokens.listIdTokens({ tenant, pageSize: query.limit, pageToken })
    return { items: page.idTokens.map(toJson), nextCursor: encodeCursor('id-tokens', page.nextPageToken) }
  },
})

const deleteIdToken = removal({
  id: 'deleteIdToken',
  method: 'DELETE',
  path: '/v1/id-tokens/{idToken}',
  role,
  tag,
  summary: 'Remove an id token',
  params,
  handle: ({ params, tenant, gateway }) => gateway.peers.idTokens.deleteIdToken({ tenant, ...params, hash: '' }),
})

export const idTokenRoutes = [putIdToken, getIdToken, resolveHash, listIdTokens, deleteIdToken]
