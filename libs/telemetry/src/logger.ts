// JSON lines on stdout, one per event, with the trace they belong to.
import { trace } from '@opentelemetry/api'
import { loggable } from './redact.ts'

const severity = { debug: 0, info: 1, warn: 2, error: 3 } as const
export type LogLevel = keyof typeof severity

type Log = (message: string, attributes?: Record<string, unknown>) => void

/** `error` is for what an operator must look at; what heals by itself, such as a broker that is away for a moment, is `warn`. */
export interface Logger {
  debug: Log
  info: Log
  warn: Log
  error: Log
}

let threshold: number = severity.info
let service = 'chargeplane'

/** Names the process in every line and sets the least severe level that is written. */
export function configureLogs(options: { service?: string; level?: LogLevel }): void {
  if (options.service !== undefined) service = options.service
  if (options.level !== undefined) threshold = severity[options.level]
}

/**
 * A logger whose lines carry `name` as the part of the program they come from. Attributes are redacted by key (password, authorization,
 * idToken, idTag, secret, apiKey, at any depth); the message is not, so nothing secret belongs in it.
 */
export function logger(name: string): Logger {
  const at = (level: LogLevel): Log => {
    const rank = severity[level]
    return (message, attributes) => {
      if (rank >= threshold) write(level, name, message, attributes)
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function write(level: LogLevel, name: string, message: string, attributes: Record<string, unknown> | undefined): void {
  const span = trace.getActiveSpan()?.spanContext()
  const line = {
    time: new Date().toISOString(),
    level,
    service,
    logger: name,
    message,
    trace_id: span?.traceId,
    span_id: span?.spanId,
    attributes: attributes === undefined ? undefined : loggable(attributes),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
