/**
 * OpenTelemetry by hand, and JSON logs. Guarantees: only declared metric and span names; no station, tenant or token in a metric; export
 * never blocks, throws or grows without bound, and what is lost is counted; logs carry the trace and no secret.
 */
export type { TelemetryConfig } from '@chargeplane/config'
export { type Attributes, type Context, type Span, SpanKind } from '@opentelemetry/api'
export { configureLogs, type Logger, type LogLevel, logger } from './logger.ts'
export { type MetricKey, metricNames } from './metric-names.ts'
export { metrics } from './metrics.ts'
export { type SpanName, spanNames } from './span-names.ts'
export { startTelemetry, type Telemetry, type TelemetryOptions } from './start.ts'
export { contextFrom, currentTraceparent, type SpanOptions, unrecordedTraceparent, withSpan } from './tracing.ts'
