// The edges of the installation. They are shared by every tenant, so that one tenant alone may see and move them.
import { fail } from '@chargeplane/failure'
import type { Edge } from '@chargeplane/proto/stations/v1/edges'
import { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import { optional, timestamp } from '../http/fields.ts'
import { pageOf } from '../http/paging.ts'
import { route } from '../http/route.ts'
import { once } from '../peers.ts'

const tag = 'Edges'
const description = 'Needs a key of the tenant that operates the installation (GATEWAY_OPERATING_TENANT).'

const edge = z
  .object({
    edgeId: z.string().describe('New at every start of the process'),
    address: z.string().describe('Where other services reach it'),
    reachable: z.boolean().describe('False: it holds a lease and does not answer; what it holds is not known'),
    version: z.string().optional(),
    connections: z.int().optional().describe('Stations that it holds'),
    charging: z.int().optional().describe('Of those, with a running transaction, as far as it has heard'),
    leaving: z.int().optional().describe('Stations that are still to be sent away'),
    draining: z.boolean().optional().describe('It was asked to stop: all its stations are leaving'),
    since: timestamp.optional().describe('When it started to take stations'),
  })
  .meta({ id: 'Edge' })

function toJson({ edgeId, address, reachable, ...told }: Edge): z.input<typeof edge> {
  if (!reachable) return { edgeId, address, reachable }
  const { version, connections, charging, leaving, stopping: draining, since } = told
  return { edgeId, address, reachable, version: optional(version), connections, charging, leaving, draining, since }
}

function requireOperator({ operatingTenant }: Gateway, tenant: string): void {
  if (tenant === operatingTenant) return
  throw fail('permission_denied', 'edges are shared: this needs a key of the tenant that operates the installation')
}

const listEdges = route({
  id: 'listEdges',
  method: 'GET',
  path: '/v1/edges',
  role: 'viewer',
  tag,
  summary: 'List the edges and what they hold',
  description,
  response: pageOf(edge),
  async handle({ tenant, gateway }) {
    requireOperator(gateway, tenant)
    const { edges } = await gateway.peers.edges.listEdges({})
    return { items: edges.map(toJson), nextCursor: null }
  },
})

const drainEdge = route({
  id: 'drainEdge',
  method: 'POST',
  path: '/v1/edges/{edgeId}/drain',
  role: 'admin',
  tag,
  summary: 'Send stations of an edge away, so that they reconnect elsewhere',
  description: `Closes their sockets with 1012 at the edge's drain rate, idle stations first, charging ones last. GET /v1/edges shows how many are still to leave. ${description}`,
  params: z.object({ edgeId: z.string().min(1).max(255) }),
  query: z.strictObject({
    connections: z.coerce.number().int().min(1).max(1_000_000).describe('How many; all where it holds fewer'),
  }),
  response: z
    .object({
      edgeId: z.string(),
      connections: z.int().describe('How many will be sent away'),
      ratePerSecond: z.number().describe('How many at most per second'),
    })
    .meta({ id: 'EdgeDrain' }),
  errors: ['not_found', 'failed_precondition'],
  async handle({ params: { edgeId }, query, tenant, gateway }) {
    requireOperator(gateway, tenant)
    const { connections, rate } = await gateway.peers.edges.drainEdge({ edgeId, ...query }, once)
    return { edgeId, connections, ratePerSecond: rate }
  },
})

export const edgeRoutes = [listEdges, drainEdge]
