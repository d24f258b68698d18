// What is known of a request from the outside: its span, its duration, its lines in the log. Only templates of paths are recorded, never
// the paths: an id token may stand in one.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { type Failure, fail } from '@chargeplane/failure'
import {
  contextFrom,
  currentTraceparent,
  logger,
  metrics,
  SpanKind,
  type SpanName,
  withSpan,
} from '@chargeplane/telemetry'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ProblemCode } from './problem.ts'
import type { Caller } from './route.ts'

const log = logger('http')
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

export interface Observed {
  readonly traceId: string | undefined
  readonly requestId: string
  caller?: Caller
  /** Why the request is not answered as it wished. */
  problem?: { code: ProblemCode; failure?: Failure }
  /** Runs something in the request's span, which callbacks of the socket have lost. */
  inSpan<T>(run: () => T): T
  /** The request is answered. Only the first call counts. */
  finish(status: number): void
}

const requests = new WeakMap<FastifyRequest, Observed>()

/** Undefined for a request that never got as far as the hooks, such as one with a malformed URL. */
export function observed(request: FastifyRequest): Observed | undefined {
  return requests.get(request)
}

/** Opens a span for every request and, when it has been answered, closes it, counts and logs. */
export function observeRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, next) => {
    const method = methods.find(known => known === request.method) ?? '_OTHER'
    const route = routeOf(request)
    const name: SpanName = `${method} ${route ?? 'unmatched'}`
    const attributes = { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) }
    const parent = contextFrom(headerText(request.headers.traceparent))
    withSpan(name, { kind: SpanKind.SERVER, attributes, parent }, async span => {
      const { promise, resolve } = Promise.withResolvers<number>()
      const requestId = requestIdOf(request)
      requests.set(request, {
        traceId: currentTraceparent()?.split('-')[1],
        requestId,
        inSpan: AsyncLocalStorage.snapshot(),
        finish: resolve,
      })
      reply.header('x-request-id', requestId)
      const started = performance.now()
      reply.raw.once('close', () => resolve(reply.raw.headersSent ? reply.statusCode : 499))
      next()
      const status = await promise
      if (span.isRecording()) span.setAttribute('http.response.status_code', status)
      record(request, reply, { method, route, status, durationMs: performance.now() - started })
      const problem = requests.get(request)?.problem
      if (problem !== undefined) throw problem.failure ?? fail('invalid_argument', problem.code)
    }).catch(() => {
      // The span has been marked with it; the caller has had the problem document.
    })
  })
}

/** The template as the OpenAPI document has it; undefined when no route matched. */
function routeOf(request: FastifyRequest): string | undefined {
  return request.is404 ? undefined : request.routeOptions.url?.replaceAll(/:(\w+)/g, '{$1}')
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

/** The caller's own id, when it is fit for a log line and a header. */
function requestIdOf(request: FastifyRequest): string {
  const given = headerText(request.headers['x-request-id'])
  return given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}

interface Outcome {
  method: string
  route: string | undefined
  status: number
  durationMs: number
}

function record(request: FastifyRequest, reply: FastifyReply, { method, route, status, durationMs }: Outcome): void {
  const { caller, problem, requestId } = requests.get(request) ?? {}
  const code = problem?.code
  metrics.httpServerRequestDuration.record(durationMs / 1000, {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
    'error.type': code,
  })
  const { keyId, tenant } = caller?.principal ?? {}
  const line = { method, route, status, code, requestId, tenant, keyId, address: request.ip }
  if (code !== undefined && (route === undefined || !settled.has(code))) {
    metrics.inputRefused.add(1, { 'chargeplane.boundary': 'http', 'error.type': code })
    log.info('refused', { ...line, field: problem?.failure?.field })
  } else if (caller !== undefined && isChange(method)) {
    // The audit record of what somebody did; the logger blanks a raw id token among the parameters by its key.
    log.info('change', { ...line, target: request.params, created: reply.getHeader('location') })
  }
  log.debug('request', { ...line, durationMs: Math.round(durationMs), bytes: reply.getHeader('content-length') })
}

function isChange(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
}

/** Not refusals: the answer was no because of how things are, or because of a fault of ours. */
const settled: ReadonlySet<ProblemCode> = new Set([
  'not_found',
  'already_exists',
  'failed_precondition',
  'unavailable',
  'deadline_exceeded',
  'not_implemented',
  'not_supported',
  'data_loss',
  'internal',
])
