// The way of a finished span to the collector: a bounded queue, one export at a time, nothing awaited by the code that ended the span.
import { context, TraceFlags } from '@opentelemetry/api'
import { type ExportResult, ExportResultCode, suppressTracing } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Drops } from './drops.ts'

export interface SpanQueueOptions {
  exporter: SpanExporter
  drops: Drops
  /** Spans held at most; further ones are dropped and counted. */
  capacity?: number
  /** Spans per export, at most. */
  batch?: number
  /** Milliseconds a span waits for others to join its export. */
  delayMs?: number
}

/** A SpanProcessor that knows exactly what it lost, which the SDK's own batch processor does not tell. */
export function spanQueue(options: SpanQueueOptions): SpanProcessor {
  const { exporter, drops, capacity = 2048, batch = 512, delayMs = 1000 } = options
  let waiting: ReadableSpan[] = []
  let exporting: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function send(spans: ReadableSpan[]): Promise<void> {
    return new Promise(resolve => {
      const done = (result: ExportResult) => {
        if (result.code !== ExportResultCode.SUCCESS) drops.drop('traces', 'export_failed', spans.length, result.error)
        resolve()
      }
      // The exporter's own HTTP requests must not become spans.
      context.with(suppressTracing(context.active()), () => exporter.export(spans, done))
    })
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const spans = waiting.slice(0, batch)
      waiting = waiting.slice(batch)
      await send(spans)
    }
  }

  function start(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    exporting ??= drain().finally(() => {
      exporting = undefined
    })
    return exporting
  }

  return {
    onStart() {},
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
      if (closed) return drops.drop('traces', 'shutdown', 1)
      if (waiting.length >= capacity) return drops.drop('traces', 'queue_full', 1)
      waiting.push(span)
      if (exporting !== undefined) return
      if (waiting.length >= batch) void start()
      else timer ??= setTimeout(start, delayMs).unref()
    },
    forceFlush: start,
    async shutdown() {
      closed = true
      await start()
      await exporter.shutdown()
    },
  }
}
