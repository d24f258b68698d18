// Spans and their context. The unsampled way is the hot one: a span under an unsampled parent costs no allocation of its own.

import { randomBytes } from 'node:crypto'
import { catalogue, toFailure } from '@chargeplane/failure'
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { parseTraceParent } from '@opentelemetry/core'
import type { SpanName } from './span-names.ts'

const noTracer = trace.getTracer('chargeplane')
let tracer: Tracer = noTracer

/** Share of new traces that the tracer is asked to record. */
let rootRatio = 1

/**
 * Points withSpan at a tracer; without one, spans are neither made nor given ids. `ratio` of the traces that begin here are recorded:
 * that is decided here and not by a sampler of the SDK, which builds a span's ids, attributes and context before it lets go of it.
 */
export function useTracer(next: Tracer | undefined, ratio = 1): void {
  tracer = next ?? noTracer
  rootRatio = next === undefined ? 1 : ratio
}

/** Ids of traces that are not recorded only have to be unique: they stand in logs and travel in headers. */
const processId = randomBytes(8).toString('hex')
let unrecorded = 0

function nextSpanId(): string {
  unrecorded += 1
  return unrecorded.toString(16).padStart(16, '0')
}

function unrecordedRoot(): Span {
  const spanId = nextSpanId()
  return trace.wrapSpanContext({ traceId: processId + spanId, spanId, traceFlags: TraceFlags.NONE })
}

/**
 * For a hot path where a trace begins, and where what is not recorded needs no context: decides whether this trace is to be recorded and
 * answers the traceparent of one that is not. Undefined: it is, by `withSpan` with `isChosen`.
 */
export function unrecordedTraceparent(): string | undefined {
  if (rootRatio >= 1 || Math.random() < rootRatio) return undefined
  const spanId = nextSpanId()
  return `00-${processId}${spanId}-${spanId}-00`
}

export interface SpanOptions {
  kind?: SpanKind
  attributes?: Attributes
  /** Default: the active context. `contextFrom(traceparent)` continues a trace that came over a wire. */
  parent?: Context
  /** Where a trace begins: it was chosen to be recorded (`unrecordedTraceparent`), and that is not decided again. */
  isChosen?: boolean
}

/**
 * Runs `run` inside a span, ends the span when its promise settles and marks it with the code of the failure when it rejects.
 * Under a parent that is not sampled no span is made: `run` gets the parent, so that the ids in logs and headers stay those of the trace.
 */
export function withSpan<T>(name: SpanName, options: SpanOptions, run: (span: Span) => Promise<T>): Promise<T> {
  const parent = options.parent ?? context.active()
  const above = trace.getSpan(parent)
  if (above !== undefined && isUnsampled(above.spanContext())) {
    return options.parent === undefined ? run(above) : context.with(parent, run, undefined, above)
  }
  const isChosen = above !== undefined || options.isChosen === true || rootRatio >= 1 || Math.random() < rootRatio
  const span = isChosen ? tracer.startSpan(name, options, parent) : unrecordedRoot()
  const scope = trace.setSpan(parent, span)
  if (!span.isRecording()) return context.with(scope, run, undefined, span)
  return recorded(span, options.kind, () => context.with(scope, run, undefined, span))
}

function isUnsampled(spanContext: SpanContext): boolean {
  return (spanContext.traceFlags & TraceFlags.SAMPLED) === 0 && isSpanContextValid(spanContext)
}

async function recorded<T>(span: Span, kind: SpanKind | undefined, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    markFailed(span, kind, error)
    throw error
  } finally {
    span.end()
  }
}

/** A server that refuses what a caller did wrong has not failed itself: such a span keeps its status, by the semantic conventions. */
function markFailed(span: Span, kind: SpanKind | undefined, error: unknown): void {
  const failure = toFailure(error)
  span.setAttribute('error.type', failure.code)
  if (kind === SpanKind.SERVER && catalogue[failure.code].http < 500) return
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message })
}

/** The W3C traceparent of the active span, for a header of an outgoing message. */
export function currentTraceparent(): string | undefined {
  const spanContext = trace.getSpanContext(context.active())
  if (spanContext === undefined || !isSpanContextValid(spanContext)) return undefined
  const flags = (spanContext.traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'
  return `00-${spanContext.traceId}-${spanContext.spanId}-${flags}`
}

/** A context that continues the trace of a W3C traceparent; a fresh one when there is none or it is malformed. */
export function contextFrom(traceparent: string | undefined): Context {
  const parsed = traceparent === undefined ? null : parseTraceParent(traceparent)
  return parsed === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parsed, isRemote: true })
}
