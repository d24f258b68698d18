// The edges of the installation, found by their leases and asked themselves: nothing about them is kept here.
import { fail } from '@chargeplane/failure'
import { EdgeAdminServiceService } from '@chargeplane/proto/edge/v1/admin'
import {
  type DrainEdgeRequest,
  type DrainEdgeResponse,
  Edge,
  EdgeFleetServiceService,
  type ListEdgesResponse,
} from '@chargeplane/proto/stations/v1/edges'
import type { EdgeLease, Routing } from '@chargeplane/routing'
import { implement, type RpcClient, type RpcService, rpcClient } from '@chargeplane/rpc'

type Leases = Pick<Routing, 'edges'>
type Admin = RpcClient<typeof EdgeAdminServiceService>

/** One attempt each: a list is read again, and to ask twice for a drain would be refused the second time. */
const answerMs = 1_000

/** Operators ask seldom, so that no connection is kept. */
async function asking<T>({ address }: EdgeLease, ask: (edge: Admin) => Promise<T>): Promise<T> {
  const edge = rpcClient(EdgeAdminServiceService, address, { deadlineMs: answerMs, retries: 0 })
  try {
    return await ask(edge)
  } finally {
    edge.close()
  }
}

/** An edge that does not answer within a second is listed as not reachable: it has died lately, or has no time. */
async function describeEdge(lease: EdgeLease): Promise<Edge> {
  const { edgeId, address } = lease
  const status = await asking(lease, edge => edge.getStatus({})).catch(() => undefined)
  if (status === undefined) return Edge.fromPartial({ edgeId, address })
  const { version, connections, charging, leaving, stopping, since } = status
  return { edgeId, address, reachable: true, version, connections, charging, leaving, stopping, since }
}

async function listEdges(routing: Leases): Promise<ListEdgesResponse> {
  const edges = await Promise.all((await routing.edges()).map(describeEdge))
  return { edges: edges.sort((a, b) => (a.edgeId < b.edgeId ? -1 : 1)) }
}

async function drainEdge(routing: Leases, { edgeId, connections }: DrainEdgeRequest): Promise<DrainEdgeResponse> {
  const lease = (await routing.edges()).find(edge => edge.edgeId === edgeId)
  if (lease === undefined) throw fail('not_found', `there is no edge ${edgeId}`, { field: 'edgeId' })
  return asking(lease, edge => edge.drain({ connections }))
}

/** EdgeFleetService of proto/. */
export function edgeFleet(routing: Leases): RpcService {
  return implement(EdgeFleetServiceService, {
    listEdges: () => listEdges(routing),
    drainEdge: request => drainEdge(routing, request),
  })
}
