// What a call leaves in traces, metrics and logs: collected by a real OTLP receiver, and from the stdout of a process of its own.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { currentTraceparent, startTelemetry, withSpan } from '@chargeplane/telemetry'
import { startOtlpReceiver } from '@chargeplane/telemetry/testing'
import { accepted, edgeAt, request, serveEdge } from './fixture.ts'

const call = 'chargeplane.edge.v1.EdgeService/Call'

describe('a call in telemetry', () => {
  it('is one client span with the server span under it, and a point in both duration metrics', async t => {
    const collector = await startOtlpReceiver()
    const config = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: 1,
      OTEL_METRIC_EXPORT_INTERVAL: 60_000,
    }
    const telemetry = startTelemetry({ service: 'edge', version: '1', config })
    let inside: string | undefined
    const { port } = await serveEdge(t, async ({ commandId }) => {
      if (commandId === 'bad') throw fail('invalid_argument', 'no', { field: 'command_id' })
      inside = currentTraceparent()
      return accepted
    })
    const edge = edgeAt(t, port)
    await withSpan('ocpp Heartbeat', {}, () => edge.call(request))
    await assert.rejects(edge.call({ ...request, commandId: 'bad' }))
    await telemetry.shutdown()
    await collector.close()

    const root = collector.spans.find(span => span.name === 'ocpp Heartbeat')
    const client = collector.spans.find(span => span.kind === 3 && span.parentSpanId === root?.spanId)
    const server = collector.spans.find(span => span.kind === 2 && span.parentSpanId === client?.spanId)
    assert.ok(root && client && server)
    assert.equal(new Set([root.traceId, client.traceId, server.traceId]).size, 1)
    assert.deepEqual([client.name, server.name], [call, call])
    assert.equal(inside, `00-${server.traceId}-${server.spanId}-01`)
    assert.deepEqual(client.attributes, {
      'rpc.system.name': 'grpc',
      'rpc.method': call,
      'rpc.response.status_code': 'OK',
      'server.address': '127.0.0.1',
      'server.port': port,
    })
    for (const name of ['rpc.client.call.duration', 'rpc.server.call.duration']) {
      const points = collector
        .metric(name)
        ?.points.map(point => [point.attributes['rpc.response.status_code'], point.count])
      assert.deepEqual(points, [
        ['OK', 1],
        ['INVALID_ARGUMENT', 1],
      ])
    }
    const refused = collector.metric('chargeplane.input.refused')?.points[0]
    assert.deepEqual(refused?.attributes, { 'chargeplane.boundary': 'grpc', 'error.type': 'invalid_argument' })
  })

  it('is an error in the log, with its stack, only when nobody foresaw how it failed', () => {
    const code = `
      import { EdgeServiceService } from '${import.meta.resolve('@chargeplane/proto/edge/v1/edge')}'
      import { fail } from '${import.meta.resolve('@chargeplane/failure')}'
      import { request } from '${new URL('fixture.ts', import.meta.url).href}'
      import { implement, rpcClient, serveRpc } from '${new URL('index.ts', import.meta.url).href}'
      const thrown = [new TypeError('db password is hunter2'), fail('internal', 'known'), fail('unavailable', 'away')]
      const service = implement(EdgeServiceService, {
        call: async ({ epoch }) => { throw thrown[Number(epoch)] },
        closeSession: async () => ({ closed: true }),
      })
      const { port } = await serveRpc({ host: '127.0.0.1', port: 0, services: [service] })
      const edge = rpcClient(EdgeServiceService, '127.0.0.1:' + port, { retries: 0 })
      for (const epoch of [0n, 1n, 2n]) {
        const told = await edge.call({ ...request, epoch }).catch(error => ({ code: error.code, message: error.message }))
        console.log(JSON.stringify({ told }))
      }
      process.exit()
    `
    const args = ['--conditions=@chargeplane/source', '--input-type=module-typescript', '-e', code]
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    const lines = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    assert.deepEqual(
      lines.filter(line => line.told).map(line => line.told),
      [
        { code: 'internal', message: 'internal error' },
        { code: 'internal', message: 'known' },
        { code: 'unavailable', message: 'away' },
      ],
    )
    const logged = lines.filter(line => line.level !== undefined)
    assert.equal(logged.length, 1)
    assert.equal(logged[0].level, 'error')
    assert.equal(logged[0].attributes.method, call)
    assert.match(logged[0].attributes.error.stack, /TypeError: db password/)
  })
})
