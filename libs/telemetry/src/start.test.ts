// Telemetry must never be felt: these tests run it against a collector that is there, away, or hanging.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadConfig, telemetrySettings } from '@chargeplane/config'
import { metrics } from './metrics.ts'
import { startTelemetry, type Telemetry } from './start.ts'
import { startOtlpReceiver } from './testing.ts'
import { currentTraceparent, withSpan } from './tracing.ts'

function start(env: NodeJS.ProcessEnv): Telemetry {
  const config = loadConfig('edge', telemetrySettings, { OTEL_TRACES_SAMPLER_ARG: '1', ...env })
  return startTelemetry({ service: 'edge', version: '1.2.3', config, logLevel: 'error' })
}

async function seconds(run: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await run()
  return (performance.now() - started) / 1000
}

describe('startTelemetry', () => {
  it('sends spans and metrics that say which process they come from', async () => {
    const collector = await startOtlpReceiver()
    const telemetry = start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging,service.name=stolen,k8s.pod.name=edge%2D0',
      OTEL_SERVICE_INSTANCE_ID: 'pod-7',
    })
    await withSpan('ocpp Heartbeat', {}, async () => {})
    metrics.ocppRouteMiss.add(2, { 'ocpp.route.reason': 'unknown' })
    await telemetry.shutdown()
    const [span] = collector.spans
    assert.ok(span)
    for (const [key, value] of Object.entries({
      'service.name': 'edge',
      'service.version': '1.2.3',
      'service.namespace': 'chargeplane',
      'service.instance.id': 'pod-7',
      'deployment.environment.name': 'staging',
      'k8s.pod.name': 'edge-0',
      'telemetry.sdk.language': 'nodejs',
    })) {
      assert.equal(span.resource[key], value, key)
    }
    assert.deepEqual(collector.metric('ocpp.route.miss', 'edge')?.points[0]?.value, 2)
    await collector.close()
  })

  it('exports metrics by itself at the interval, those of the process included', async t => {
    const collector = await startOtlpReceiver()
    const telemetry = start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_METRIC_EXPORT_INTERVAL: '100' })
    const names = ['nodejs.eventloop.delay.p99', 'nodejs.eventloop.utilization', 'process.memory.usage']
    await t.waitFor(() => assert.ok(names.every(name => collector.metric(name) !== undefined)), { timeout: 5000 })
    assert.ok((collector.metric('process.memory.usage')?.points[0]?.value ?? 0) > 1e6)
    await telemetry.shutdown()
    await collector.close()
  })

  it('gives ids and propagates without an endpoint', async () => {
    const telemetry = start({})
    await withSpan('ocpp Heartbeat', {}, async () => {
      assert.match(currentTraceparent() ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    })
    assert.equal(telemetry.snapshot().telemetryDropped, 0)
    await telemetry.shutdown()
  })

  it('serves on while the collector is away, counts what is lost, and finds the collector when it comes', async t => {
    const gone = await startOtlpReceiver()
    await gone.close()
    const telemetry = start({ OTEL_EXPORTER_OTLP_ENDPOINT: gone.url, OTEL_METRIC_EXPORT_INTERVAL: '100' })
    await withSpan('ocpp Lost', {}, async () => {})
    await t.waitFor(() => assert.ok(telemetry.snapshot().telemetryDropped > 0), { timeout: 15_000 })
    const collector = await startOtlpReceiver(gone.port)
    await withSpan('ocpp Found', {}, async () => {})
    await t.waitFor(() => assert.ok(collector.spans.some(span => span.name === 'ocpp Found')), { timeout: 15_000 })
    await t.waitFor(() => assert.ok((collector.metric('telemetry.dropped')?.points.length ?? 0) > 0), { timeout: 5000 })
    await telemetry.shutdown()
    await collector.close()
  })

  it('ends within 3 s of a collector that takes requests and never answers', async () => {
    const collector = await startOtlpReceiver()
    collector.mode = 'hang'
    const telemetry = start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    await withSpan('ocpp Heartbeat', {}, async () => {})
    const took = await seconds(() => telemetry.shutdown())
    assert.ok(took > 2 && took < 3.5, `${took} s`)
    await collector.close()
  })

  it('ends at once when there is nothing to wait for', async () => {
    const telemetry = start({})
    assert.ok((await seconds(() => telemetry.shutdown())) < 0.5)
  })
})
