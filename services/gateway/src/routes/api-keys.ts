import { ApiKey } from '@chargeplane/proto/authorization/v1/authorization'
import { z } from 'zod'
import { roles } from '../auth/principal.ts'
import { name, optional, timestamp } from '../http/fields.ts'
import { pageOf } from '../http/paging.ts'
import { removal, route } from '../http/route.ts'
import { once } from '../peers.ts'

const tag = 'API keys'
const role = z.enum(roles).describe('viewer reads, operator also changes and commands, admin also manages keys')

const apiKey = z
  .object({
    keyId: z.string(),
    name: z.string(),
    role: z.string(),
    createdAt: timestamp.optional(),
    revokedAt: timestamp.optional(),
  })
  .meta({ id: 'ApiKey' })

const withSecret = apiKey
  .extend({ secret: z.string().describe('The key itself; shown in this answer and nowhere else') })
  .meta({ id: 'ApiKeyWithSecret' })

function toJson({ keyId, name, role, createdAt, revokedAt }: ApiKey): z.input<typeof apiKey> {
  return { keyId, name, role, createdAt: optional(createdAt), revokedAt: optional(revokedAt) }
}

const createApiKey = route({
  id: 'createApiKey',
  method: 'POST',
  path: '/v1/api-keys',
  role: 'admin',
  tag,
  summary: 'Create an API key for your tenant',
  body: z.strictObject({ name: name.min(1), role }),
  response: withSecret,
  created: body => `/v1/api-keys/${encodeURIComponent(body.keyId)}`,
  async handle({ body, tenant, gateway }) {
    const created = await gateway.peers.apiKeys.createApiKey({ tenant, ...body }, once)
    return { ...toJson(ApiKey.fromPartial(created.apiKey ?? {})), secret: created.secret }
  },
})

const listApiKeys = route({
  id: 'listApiKeys',
  method: 'GET',
  path: '/v1/api-keys',
  role: 'admin',
  tag,
  summary: 'List the API keys of your tenant',
  response: pageOf(apiKey),
  async handle({ tenant, gateway }) {
    const { apiKeys } = await gateway.peers.apiKeys.listApiKeys({ tenant })
    return { items: apiKeys.map(toJson), nextCursor: null }
  },
})

const revokeApiKey = removal({
  id: 'revokeApiKey',
  method: 'DELETE',
  path: '/v1/api-keys/{keyId}',
  role: 'admin',
  tag,
  summary: 'Revoke an API key',
  description:
    'Other gateways may go on accepting it for as long as they remember keys (30 seconds unless configured).',
  params: z.object({ keyId: z.string().min(1).max(255) }),
  async handle({ params, tenant, gateway }) {
    await gateway.peers.apiKeys.revokeApiKey({ tenant, ...params })
    gateway.apiKeys.forget(params.keyId)
  },
})

export const apiKeyRoutes = [createApiKey, listApiKeys, revokeApiKey]
