import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { trackDrops } from './drops.ts'
import { configureLogs } from './logger.ts'
import { type SpanQueueOptions, spanQueue } from './span-queue.ts'
import { type OtlpReceiver, startOtlpReceiver } from './testing.ts'

configureLogs({ level: 'error' })

async function withQueue(
  limits: Pick<SpanQueueOptions, 'capacity' | 'batch' | 'delayMs'>,
  run: (parts: { collector: OtlpReceiver; end: (count: number) => void; dropped: () => number }) => Promise<void>,
): Promise<void> {
  const collector = await startOtlpReceiver()
  const drops = trackDrops()
  const exporter = new OTLPTraceExporter({ url: `${collector.url}/v1/traces`, timeoutMillis: 300 })
  const queue = spanQueue({ exporter, drops, ...limits })
  const tracer = new TracerProvider({ spanProcessors: [queue] }).getTracer('test')
  const end = (count: number) => {
    for (let index = 0; index < count; index++) tracer.startSpan(`span ${index}`).end()
  }
  try {
    await run({ collector, end, dropped: () => drops.total })
  } finally {
    await queue.shutdown()
    end(1)
    await collector.close()
  }
}

describe('spanQueue', () => {
  it('sends in batches and in order', async t => {
    await withQueue({ batch: 10, capacity: 100, delayMs: 5 }, async ({ collector, end, dropped }) => {
      end(35)
      await t.waitFor(() => assert.equal(collector.spans.length, 35), { timeout: 5000 })
      assert.equal(collector.requests, 4)
      assert.deepEqual(
        collector.spans.map(span => span.name),
        Array.from({ length: 35 }, (_, index) => `span ${index}`),
      )
      assert.equal(dropped(), 0)
    })
  })

  it('holds no more than its capacity while the collector hangs, and counts every span beyond it', async t => {
    await withQueue({ batch: 5, capacity: 20, delayMs: 5 }, async ({ collector, end, dropped }) => {
      collector.mode = 'hang'
      end(5)
      await t.waitFor(() => assert.equal(collector.requests, 1), { timeout: 5000 })
      end(50)
      assert.equal(dropped(), 30)
      collector.mode = 'accept'
      // The batch that hung is lost when its time is up; what waited behind it arrives.
      await t.waitFor(() => assert.equal(collector.spans.length, 20), { timeout: 5000 })
      assert.equal(dropped(), 35)
    })
  })

  it('counts what the collector refuses and goes on', async t => {
    await withQueue({ batch: 5, capacity: 20, delayMs: 5 }, async ({ collector, end, dropped }) => {
      collector.mode = 'refuse'
      end(3)
      await t.waitFor(() => assert.equal(dropped(), 3), { timeout: 5000 })
      collector.mode = 'accept'
      end(2)
      await t.waitFor(() => assert.equal(collector.spans.length, 2), { timeout: 5000 })
      assert.equal(dropped(), 3)
    })
  })

  it('counts a span that ends after the shutdown', async () => {
    let dropped = () => -1
    await withQueue({}, async parts => {
      dropped = parts.dropped
    })
    assert.equal(dropped(), 1)
  })
})
