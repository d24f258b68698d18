import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadConfig, telemetrySettings } from '@chargeplane/config'
import { type MetricDeclaration, metricNames } from './metric-names.ts'
import { metrics } from './metrics.ts'
import { startTelemetry, type Telemetry } from './start.ts'
import { type OtlpReceiver, startOtlpReceiver } from './testing.ts'

async function collected(record: () => void): Promise<OtlpReceiver> {
  const collector = await startOtlpReceiver()
  const telemetry = start(collector)
  record()
  await telemetry.shutdown()
  await collector.close()
  return collector
}

function start(collector: OtlpReceiver): Telemetry {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
  return startTelemetry({ service: 'edge', version: '1', config: loadConfig('edge', telemetrySettings, env) })
}

describe('metrics', () => {
  it('arrive with the declared name, unit, description, attributes and buckets', async () => {
    const collector = await collected(() => {
      for (const instrument of Object.values(metrics)) {
        if ('record' in instrument) instrument.record(1)
        else instrument.add(1)
      }
      metrics.ocppCallDuration.record(0.012, {
        'ocpp.action': 'Heartbeat',
        'ocpp.version': '1.6',
        'ocpp.outcome': 'answered',
      })
    })
    const declared: MetricDeclaration[] = Object.values(metricNames)
    for (const { name, unit, description, buckets = [] } of declared) {
      const metric = collector.metric(name)
      assert.ok(metric, `${name} has arrived`)
      assert.equal(metric.unit, unit, name)
      assert.equal(metric.description, description, name)
      assert.deepEqual(metric.points[0]?.bounds, [...buckets], name)
    }
    const call = collector.metric('ocpp.call.duration')?.points.find(point => point.attributes['ocpp.action'])
    assert.deepEqual(call?.attributes, {
      'ocpp.action': 'Heartbeat',
      'ocpp.version': '1.6',
      'ocpp.outcome': 'answered',
    })
    assert.equal(call?.sum, 0.012)
  })

  it('count up and down', async () => {
    const collector = await collected(() => {
      metrics.ocppEdgeConnections.add(3, { 'ocpp.version': '1.6' })
      metrics.ocppEdgeConnections.add(-1, { 'ocpp.version': '1.6' })
      metrics.ocppEdgeClose.add(1, { 'ocpp.close.code': 1012, 'ocpp.close.reason': 'drain' })
      metrics.outboxLag.record(5)
      metrics.outboxLag.record(2)
    })
    assert.equal(collector.metric('ocpp.edge.connections')?.points[0]?.value, 2)
    assert.equal(collector.metric('ocpp.edge.close')?.points[0]?.value, 1)
    assert.equal(collector.metric('chargeplane.outbox.lag')?.points[0]?.value, 2)
  })

  it('forget what was recorded while telemetry was not running, and work after a restart of it', async () => {
    metrics.fallbacks.add(100, { 'chargeplane.decision': 'boot' })
    const collector = await collected(() => metrics.fallbacks.add(1, { 'chargeplane.decision': 'boot' }))
    assert.equal(collector.metric('chargeplane.fallbacks')?.points[0]?.value, 1)
    const again = await collected(() => metrics.fallbacks.add(2, { 'chargeplane.decision': 'boot' }))
    assert.equal(again.metric('chargeplane.fallbacks')?.points[0]?.value, 2)
  })

  it('fold what exceeds 2000 series of one metric into an overflow series', async () => {
    const collector = await collected(() => {
      for (let index = 0; index < 3000; index++) metrics.ocppRouteMiss.add(1, { 'ocpp.route.reason': `r${index}` })
    })
    const points = collector.metric('ocpp.route.miss')?.points ?? []
    assert.equal(points.length, 2000)
    assert.equal(points.find(point => point.attributes['otel.metric.overflow'])?.value, 1001)
  })
})
