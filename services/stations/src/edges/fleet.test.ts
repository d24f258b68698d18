import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { EdgeAdminServiceService, GetStatusResponse } from '@chargeplane/proto/edge/v1/admin'
import { Edge, EdgeFleetServiceService } from '@chargeplane/proto/stations/v1/edges'
import type { Routing } from '@chargeplane/routing'
import { implement, type RpcClient, type RpcServer, rpcClient, serveRpc } from '@chargeplane/rpc'
import { openTestRouting } from '../testing/edge.ts'
import { edgeFleet } from './fleet.ts'

describe('the edges of the installation', () => {
  let routing: Routing
  let server: RpcServer
  let edge: RpcServer
  let fleet: RpcClient<typeof EdgeFleetServiceService>
  const asked: number[] = []
  const status = GetStatusResponse.fromPartial({
    version: '1.2.3',
    connections: 900,
    charging: 7,
    leaving: 40,
    since: 'x',
  })
  before(async () => {
    ;({ routing } = openTestRouting())
    const admin = implement(EdgeAdminServiceService, {
      async drain({ connections }) {
        asked.push(connections)
        if (connections === 13) throw fail('failed_precondition', 'this edge is sending 40 stations away already')
        return { connections: Math.min(connections, 900), rate: 50 }
      },
      getStatus: async () => status,
    })
    edge = await serveRpc({ host: '127.0.0.1', port: 0, services: [admin] })
    server = await serveRpc({ host: '127.0.0.1', port: 0, services: [edgeFleet(routing)] })
    fleet = rpcClient(EdgeFleetServiceService, `127.0.0.1:${server.port}`)
    await routing.renewLease('b.1', `127.0.0.1:${edge.port}`, 60_000)
    await routing.renewLease('a.1', '127.0.0.1:1', 60_000)
    await routing.renewLease('left.1', '127.0.0.1:2', 60_000)
    await routing.releaseLease('left.1')
  })
  after(async () => {
    fleet.close()
    await Promise.all([server.close(), edge.close(), routing.close()])
  })

  it('are those with a lease, each with what it says of itself, and those that do not answer as such', async () => {
    const { edges } = await fleet.listEdges({})
    const silent = Edge.fromPartial({ edgeId: 'a.1', address: '127.0.0.1:1' })
    const { edgeId: _, ...told } = status
    assert.deepEqual(edges, [silent, { edgeId: 'b.1', address: `127.0.0.1:${edge.port}`, reachable: true, ...told }])
  })

  it('are told to send stations away, and what they answer is handed on', async () => {
    assert.deepEqual(await fleet.drainEdge({ edgeId: 'b.1', connections: 5000 }), { connections: 900, rate: 50 })
    await assert.rejects(fleet.drainEdge({ edgeId: 'b.1', connections: 13 }), {
      code: 'failed_precondition',
      message: /sending 40 stations/,
    })
    assert.deepEqual(asked, [5000, 13])
    await assert.rejects(fleet.drainEdge({ edgeId: 'c.1', connections: 1 }), { code: 'not_found', field: 'edgeId' })
    await assert.rejects(fleet.drainEdge({ edgeId: 'a.1', connections: 1 }), { code: 'unavailable' })
  })
})
