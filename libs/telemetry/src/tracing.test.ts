// Spans go over HTTP to a collector; what is asserted is what arrived there.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { loadConfig, telemetrySettings } from '@chargeplane/config'
import { fail } from '@chargeplane/failure'
import { type Span, SpanKind, trace } from '@opentelemetry/api'
import { startTelemetry, type Telemetry } from './start.ts'
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './testing.ts'
import { contextFrom, currentTraceparent, withSpan } from './tracing.ts'

let collector: OtlpReceiver
let telemetry: Telemetry | undefined

before(async () => {
  collector = await startOtlpReceiver()
})
after(() => collector.close())
afterEach(async () => {
  await telemetry?.shutdown()
  telemetry = undefined
})

function start(ratio: number): void {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: String(ratio) }
  telemetry = startTelemetry({ service: 'edge', version: '1', config: loadConfig('edge', telemetrySettings, env) })
}

async function arrived(name: string): Promise<ReceivedSpan> {
  await telemetry?.shutdown()
  const span = collector.spans.findLast(received => received.name === name)
  assert.ok(span, `${name} has arrived, among ${collector.spans.map(received => received.name).join(', ')}`)
  return span
}

function idsOf(span: Span): [traceId: string, spanId: string] {
  return [span.spanContext().traceId, span.spanContext().spanId]
}

describe('withSpan', () => {
  it('exports a span with kind and attributes, and its child under it', async () => {
    start(1)
    const result = await withSpan(
      'ocpp Heartbeat',
      { kind: SpanKind.SERVER, attributes: { 'ocpp.action': 'Heartbeat' } },
      () => withSpan('send ocpp.stations', { kind: SpanKind.PRODUCER }, async () => 42),
    )
    assert.equal(result, 42)
    const child = await arrived('send ocpp.stations')
    const root = await arrived('ocpp Heartbeat')
    assert.equal(root.kind, 2)
    assert.equal(root.parentSpanId, undefined)
    assert.deepEqual(root.attributes, { 'ocpp.action': 'Heartbeat' })
    assert.equal(child.kind, 4)
    assert.equal(child.parentSpanId, root.spanId)
    assert.equal(child.traceId, root.traceId)
  })

  it('keeps the context across awaits and between concurrent spans', async () => {
    start(1)
    const one = (name: `ocpp ${string}`) =>
      withSpan(name, {}, async span => {
        for (let turn = 0; turn < 5; turn++) {
          await new Promise(resolve => setImmediate(resolve))
          assert.equal(trace.getActiveSpan(), span)
        }
      })
    await Promise.all([one('ocpp A'), one('ocpp B'), one('ocpp C')])
    assert.equal(trace.getActiveSpan(), undefined)
  })

  it('continues the trace of a traceparent that came over a wire', async () => {
    start(0)
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await withSpan(
      'process ocpp.transactions',
      { kind: SpanKind.CONSUMER, parent: contextFrom(traceparent) },
      async () => {},
    )
    const span = await arrived('process ocpp.transactions')
    assert.equal(span.traceId, '0af7651916cd43dd8448eb211c80319c')
    assert.equal(span.parentSpanId, 'b7ad6b7169203331')
  })

  it('marks a span that failed with the code of the failure, and rejects with the same error', async () => {
    start(1)
    const failure = fail('unavailable', 'Kafka is away', { cause: new Error('broker 10.0.0.7 refused') })
    await assert.rejects(
      withSpan('send ocpp.commands', { kind: SpanKind.PRODUCER }, () => Promise.reject(failure)),
      (error: unknown) => error === failure,
    )
    const span = await arrived('send ocpp.commands')
    assert.deepEqual(span.status, { code: 2, message: 'Kafka is away' })
    assert.equal(span.attributes['error.type'], 'unavailable')
    assert.ok(!JSON.stringify(span).includes('10.0.0.7'), 'a cause stays in the process')
  })

  it('does not call a server failed for what its caller did wrong', async () => {
    start(1)
    const refuse = () => Promise.reject(fail('not_found', 'no such station'))
    await assert.rejects(withSpan('GET /v1/stations/{id}', { kind: SpanKind.SERVER }, refuse))
    const span = await arrived('GET /v1/stations/{id}')
    assert.equal(span.status.code, 0)
    assert.equal(span.attributes['error.type'], 'not_found')
  })

  it('exports nothing of an unsampled trace, whose ids still go to logs and headers', async () => {
    start(0)
    const ids: [string, string][] = []
    let traceparent: string | undefined
    await withSpan('ocpp Unsampled', {}, root =>
      withSpan('send ocpp.unsampled', {}, async child => {
        ids.push(idsOf(root), idsOf(child))
        traceparent = currentTraceparent()
      }),
    )
    const [root] = ids
    assert.ok(root)
    assert.match(root[0], /^[0-9a-f]{32}$/)
    assert.deepEqual(ids[1], root)
    assert.equal(traceparent, `00-${root[0]}-${root[1]}-00`)
    await telemetry?.shutdown()
    assert.ok(!collector.spans.some(span => span.name.includes('nsampled')))
  })

  it('makes the ids of an unsampled remote parent the active ones', async () => {
    start(1)
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'
    await withSpan('process ocpp.unsampled', { parent: contextFrom(traceparent) }, async () => {
      assert.equal(currentTraceparent(), traceparent)
    })
  })

  it('passes a rejection of an unsampled span on', async () => {
    start(0)
    const failure = fail('internal', 'x')
    const failing = () => withSpan('send ocpp.unsampled', {}, () => Promise.reject(failure))
    await assert.rejects(withSpan('ocpp Unsampled', {}, failing), (error: unknown) => error === failure)
  })

  it('samples about the share it was told, decided once per trace', async () => {
    start(0.2)
    let sampled = 0
    for (let index = 0; index < 2000; index++) {
      await withSpan('ocpp Sampled', {}, span =>
        withSpan('send ocpp.sampled', {}, async child => {
          assert.equal(child.spanContext().traceFlags, span.spanContext().traceFlags)
          sampled += span.spanContext().traceFlags & 1
        }),
      )
    }
    // 400 expected, standard deviation 18.
    assert.ok(sampled > 290 && sampled < 510, `${sampled} of 2000`)
  })

  it('runs the work when telemetry has not started', async () => {
    assert.equal(await withSpan('ocpp Heartbeat', {}, async () => 'done'), 'done')
    assert.equal(currentTraceparent(), undefined)
  })
})

describe('contextFrom', () => {
  it('starts afresh from what is not a traceparent', () => {
    for (const text of [
      undefined,
      '',
      'x',
      '00-0-0-01',
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      `ff-${'1'.repeat(32)}-b7ad6b7169203331-01`,
    ]) {
      assert.equal(trace.getSpanContext(contextFrom(text)), undefined, String(text))
    }
  })
})
