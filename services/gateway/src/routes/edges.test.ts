import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { Edge } from '@chargeplane/proto/stations/v1/edges'
import { startGateway } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

const held = Edge.fromPartial({
  edgeId: 'pod-1.0a1b2c3d',
  address: '10.0.0.1:9100',
  reachable: true,
  version: '1.0.0',
  connections: 900,
  charging: 70,
  leaving: 40,
  since: '2026-11-23T08:00:00Z',
})
const edges = {
  listEdges: async () => ({ edges: [held, Edge.fromPartial({ edgeId: 'pod-2.00000000', address: '10.0.0.2:9100' })] }),
  async drainEdge({ edgeId, connections }: { edgeId: string; connections: number }) {
    if (edgeId === 'gone') throw fail('not_found', 'there is no edge gone', { field: 'edgeId' })
    if (edgeId === 'busy') throw fail('failed_precondition', 'this edge is sending 40 stations away already')
    return { connections: Math.min(connections, 900), rate: 50 }
  },
}

describe('the edges', () => {
  it('are listed with what each holds; of one that does not answer only where it is', async () => {
    await using gateway = await startGateway({ owners: { edges } })
    const { status, body } = await gateway.call('GET', '/v1/edges', undefined, { key: keys.viewer })
    const { stopping: draining, ...told } = held
    assert.deepEqual(
      [status, body],
      [
        200,
        {
          items: [
            { ...told, draining },
            { edgeId: 'pod-2.00000000', address: '10.0.0.2:9100', reachable: false },
          ],
          nextCursor: null,
        },
      ],
    )
  })

  it('are told by an admin to send stations away, once, and the answer tells how many', async () => {
    await using gateway = await startGateway({ owners: { edges } })
    const drain = (path: string, key: string = keys.admin) =>
      gateway.call('POST', `/v1/edges/${path}`, undefined, { key })
    const { status, body } = await drain('pod-1.0a1b2c3d/drain?connections=5000')
    assert.deepEqual([status, body], [200, { edgeId: 'pod-1.0a1b2c3d', connections: 900, ratePerSecond: 50 }])
    assert.equal((await drain('gone/drain?connections=1')).status, 404)
    assert.equal((await drain('busy/drain?connections=1')).status, 409)
    const asked = gateway.owners.asked.length
    for (const bad of ['', '?connections=0', '?connections=many', '?connections=1&now=true']) {
      assert.equal((await drain(`pod-1.0a1b2c3d/drain${bad}`)).status, 400, bad)
    }
    assert.equal((await drain('pod-1.0a1b2c3d/drain?connections=1', keys.operator)).status, 403)
    assert.equal(gateway.owners.asked.length, asked)
  })

  it('are no business of a tenant that does not operate the installation', async () => {
    await using gateway = await startGateway({ owners: { edges } })
    for (const [method, path] of [
      ['GET', '/v1/edges'],
      ['POST', '/v1/edges/pod-1.0a1b2c3d/drain?connections=1'],
    ] as const) {
      assert.equal((await gateway.call(method, path, undefined, { key: keys.stranger })).status, 403)
    }
    assert.deepEqual(gateway.owners.asked, [])
  })
})
