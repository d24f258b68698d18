import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '@chargeplane/failure'
import { EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js'
import { rpcClient } from './client.ts'
import { accepted, edgeAt, request, serveEdge } from './fixture.ts'
import { healthDefinition, servingStatus } from './health.ts'
import { implement } from './implement.ts'
import { serveRpc } from './server.ts'

const asIs = (bytes: Buffer) => bytes

describe('serveRpc', () => {
  it('refuses a request that is not a message of the method', async t => {
    const { port } = await serveEdge(t, async () => accepted)
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
    t.after(() => client.close())
    const error = await new Promise<ServiceError | null>(resolve => {
      const garbage = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff])
      client.makeUnaryRequest('/chargeplane.edge.v1.EdgeService/Call', asIs, asIs, garbage, resolve)
    })
    assert.equal(error?.code, status.INVALID_ARGUMENT)
    assert.equal(error?.details, 'not a valid request of chargeplane.edge.v1.EdgeService')
    assert.deepEqual(await edgeAt(t, port).call(request), accepted)
  })

  it('takes messages of almost 8 MB and refuses larger ones', async t => {
    const { port } = await serveEdge(t, async ({ payload }) => ({ ...accepted, response: payload }))
    const edge = edgeAt(t, port)
    const large = 'x'.repeat(8 * 1024 * 1024 - 100)
    assert.equal((await edge.call({ ...request, payload: large })).response.length, large.length)
    await assert.rejects(edge.call({ ...request, payload: `${large}${large}` }), { code: 'resource_exhausted' })
  })

  it('finishes running calls when it closes, and takes no new ones', async t => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    const { promise: release, resolve: finish } = Promise.withResolvers<void>()
    const server = await serveEdge(t, async () => {
      arrive()
      await release
      return accepted
    })
    const edge = edgeAt(t, server.port, { retries: 0 })
    const running = edge.call(request)
    await arrived
    const closed = server.close()
    await t.waitFor(
      () =>
        assert.rejects(edgeAt(t, server.port, { retries: 0 }).call(request, { deadlineMs: 300 }), {
          code: 'unavailable',
        }),
      { timeout: 3000 },
    )
    finish()
    assert.deepEqual(await running, accepted)
    await closed
  })

  it('refuses a port that is taken, naming it', async t => {
    const { port } = await serveEdge(t, async () => accepted)
    await assert.rejects(serveRpc({ host: '127.0.0.1', port, services: [] }), (failure: Failure) => {
      assert.equal(failure.code, 'unavailable')
      assert.ok(failure.message.startsWith(`cannot serve gRPC on 127.0.0.1:${port}`), failure.message)
      return true
    })
  })

  it('refuses to serve a method twice', async () => {
    const service = implement(EdgeServiceService, {
      call: async () => accepted,
      closeSession: async () => ({ closed: true }),
    })
    await assert.rejects(serveRpc({ host: '127.0.0.1', port: 0, services: [service, service] }), /is served twice/)
  })

  it('ends connections when they are old, without a call noticing', async t => {
    const { port } = await serveEdge(t, async () => accepted, { maxConnectionAgeMs: 200 })
    const edge = edgeAt(t, port, { retries: 0 })
    const end = performance.now() + 1500
    let calls = 0
    while (performance.now() < end) {
      await Promise.all(Array.from({ length: 10 }, () => edge.call(request)))
      calls += 10
    }
    assert.ok(calls > 100)
  })
})

describe('the health service', () => {
  it('answers for the server, for each of its services, and for no other', async t => {
    const { port } = await serveEdge(t, async () => accepted)
    const health = rpcClient(healthDefinition, `127.0.0.1:${port}`)
    t.after(() => health.close())
    for (const service of ['', 'chargeplane.edge.v1.EdgeService']) {
      assert.deepEqual(await health.check({ service }), { status: servingStatus.serving }, service)
    }
    await assert.rejects(health.check({ service: 'chargeplane.billing.v1.BillingService' }), {
      code: 'not_found',
      field: 'service',
    })
  })
})
