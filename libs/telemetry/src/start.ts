import type { TelemetryConfig } from '@chargeplane/config'
import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { AlwaysOnSampler, ParentBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace'
import { type Drops, trackDrops } from './drops.ts'
import { configureLogs, type LogLevel } from './logger.ts'
import { exportMetrics } from './metric-export.ts'
import { useMeter } from './metrics.ts'
import { processResource } from './resource.ts'
import { type RuntimeSnapshot, watchRuntime } from './runtime.ts'
import { spanQueue } from './span-queue.ts'
import { useTracer } from './tracing.ts'

/** The end of a process waits this long for its last spans and metrics, no longer. */
const flushMs = 3000
const exportTimeoutMs = 5000

export interface TelemetryOptions {
  service: string
  version: string
  config: TelemetryConfig
  logLevel?: LogLevel
}

export interface Telemetry {
  /** Sends what is waiting, for at most 3 s, and stops. Never rejects. */
  shutdown(): Promise<void>
  /** Figures for /metricz. */
  snapshot(): RuntimeSnapshot & { telemetryDropped: number }
}

/**
 * Starts tracing, metrics and logs of this process, once. Without an endpoint spans get ids and propagate, and nothing is exported.
 * Does no I/O itself: a collector that is away, now or later, costs dropped telemetry (counted), never a request.
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const { service, version, config } = options
  configureLogs({ service, level: options.logLevel })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const drops = trackDrops()
  const resource = processResource(service, version, config)
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, '')
  const traces = new TracerProvider({
    resource,
    // Which new traces are recorded is decided before the SDK sees them: see useTracer.
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: endpoint === undefined ? [] : [exportSpans(`${endpoint}/v1/traces`, drops)],
  })
  useTracer(traces.getTracer('chargeplane', version), config.OTEL_TRACES_SAMPLER_ARG)
  const meters =
    endpoint === undefined
      ? undefined
      : exportMetrics(`${endpoint}/v1/metrics`, config.OTEL_METRIC_EXPORT_INTERVAL, resource, drops)
  useMeter(meters?.getMeter('chargeplane', version))
  const runtime = watchRuntime(config.OTEL_METRIC_EXPORT_INTERVAL)

  return {
    snapshot: () => ({ ...runtime.snapshot(), telemetryDropped: drops.total }),
    async shutdown() {
      runtime.stop()
      // Spans first: what is lost there is still counted in the last metrics.
      const flushed = traces.shutdown().then(() => meters?.shutdown())
      await within(flushMs, flushed)
      useTracer(undefined)
      useMeter(undefined)
      context.disable()
    },
  }
}

function exportSpans(url: string, drops: Drops) {
  return spanQueue({ exporter: new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs }), drops })
}

/** Waits for `work` to settle, whichever way, but not longer than `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeUp, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work.catch(() => {}), timeUp])
  clearTimeout(timer)
}
