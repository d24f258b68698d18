// The way of the metrics to the collector. A batch that does not arrive is counted; the next one carries the same sums again (cumulative).
import { ExportResultCode } from '@opentelemetry/core'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import type { Resource } from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics'
import type { Drops } from './drops.ts'

const maxTimeoutMs = 5000

/** A meter provider that exports to `url` every `intervalMs`. */
export function exportMetrics(url: string, intervalMs: number, resource: Resource, drops: Drops): MeterProvider {
  const timeoutMs = Math.min(intervalMs, maxTimeoutMs)
  const reader = new PeriodicExportingMetricReader({
    exporter: counted(new OTLPMetricExporter({ url, timeoutMillis: timeoutMs }), drops),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: timeoutMs,
  })
  return new MeterProvider({ resource, readers: [reader] })
}

/** Counts failures here and answers success, since the reader could only pass them on to a global error handler. */
function counted(exporter: OTLPMetricExporter, drops: Drops): PushMetricExporter {
  return {
    export(metrics, done) {
      exporter.export(metrics, result => {
        if (result.code !== ExportResultCode.SUCCESS) drops.drop('metrics', 'export_failed', 1, result.error)
        done({ code: ExportResultCode.SUCCESS })
      })
    },
    selectAggregation: instrument => exporter.selectAggregation(instrument),
    selectAggregationTemporality: instrument => exporter.selectAggregationTemporality(instrument),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  }
}
