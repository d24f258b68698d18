import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { CallRequest } from '@chargeplane/proto/edge/v1/edge'
import { accepted, startTestEdge, type TestEdge } from '../testing/edge.ts'
import { type EdgeClients, openEdgeClients } from './edge-clients.ts'

let edges: TestEdge[]
let clients: EdgeClients
before(async () => {
  edges = await Promise.all([startTestEdge(), startTestEdge(), startTestEdge()])
})
after(() => Promise.all(edges.map(edge => edge.close())))
beforeEach(() => {
  clients = openEdgeClients(2)
})
afterEach(() => clients.close())

const request = CallRequest.fromPartial({
  tenant: 'default',
  stationId: 'CP-1',
  epoch: 5n,
  action: 'Reset',
  payload: '{}',
})
const call = (edge: TestEdge | undefined) => clients.call(edge?.address ?? '', request, { deadlineMs: 5000 })

describe('openEdgeClients', () => {
  it('calls the edge at the address', async () => {
    assert.deepEqual(await call(edges[0]), accepted)
    assert.deepEqual(edges[0]?.calls.at(-1), request)
  })

  it('keeps no more connections than it may, and opens closed ones again', async () => {
    for (const edge of [...edges, ...edges]) await call(edge)
    assert.equal(clients.size, 2)
  })

  it('does not close a connection on which an answer is awaited', async () => {
    const [slow, ...others] = edges
    const { promise, resolve } = Promise.withResolvers<typeof accepted>()
    if (slow) slow.answer = () => promise
    const waiting = call(slow)
    for (const edge of others) await call(edge)
    resolve(accepted)
    assert.deepEqual(await waiting, accepted)
    assert.equal(clients.size, 2)
    if (slow) slow.answer = async () => accepted
  })

  it('does not try a second time, whether nobody is there or an edge says that it can not', async () => {
    const [edge] = edges
    if (edge) edge.answer = async () => Promise.reject(fail('unavailable', 'not now'))
    const before = edge?.calls.length ?? 0
    await assert.rejects(call(edge), { code: 'unavailable' })
    assert.equal(edge?.calls.length, before + 1)
    const gone = await startTestEdge()
    await gone.close()
    await assert.rejects(call(gone), { code: 'unavailable' })
  })
})
