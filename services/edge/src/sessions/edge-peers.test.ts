import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { type CloseSessionRequest, EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import { implement, serveRpc } from '@chargeplane/rpc'
import { until } from '../testing/until.ts'
import { createEdgePeers } from './edge-peers.ts'

describe('edge peers', () => {
  it('tell the former holder which session to close, again when it was not reached', async t => {
    const told: CloseSessionRequest[] = []
    const service = implement(EdgeServiceService, {
      call: () => assert.fail('no command here'),
      async closeSession(request) {
        told.push(request)
        if (told.length === 1) throw fail('unavailable', 'not now')
        return { closed: true }
      },
    })
    const server = await serveRpc({ host: '127.0.0.1', port: 0, services: [service] })
    const peers = createEdgePeers()
    t.after(async () => {
      peers.close()
      await server.close()
    })
    peers.closeSession('north', 'CP-1', {
      edgeId: 'a',
      edgeAddress: `127.0.0.1:${server.port}`,
      epoch: 7,
      ocppVersion: '1.6',
    })
    await until('it is told twice', () => told.length === 2)
    for (const request of told) assert.deepEqual(request, { tenant: 'north', stationId: 'CP-1', epoch: 7n })
  })

  it('give up on a holder that is gone', async () => {
    const peers = createEdgePeers()
    peers.closeSession('north', 'CP-1', { edgeId: 'a', edgeAddress: '127.0.0.1:1', epoch: 7, ocppVersion: '1.6' })
    peers.close()
    // Nothing rejects, and nothing keeps this process.
  })
})
