import { setTimeout as sleep } from 'node:timers/promises'
import { catalogue, Failure, fail, toFailure } from '@chargeplane/failure'
import { type Attributes, currentTraceparent, metrics, type Span, SpanKind, withSpan } from '@chargeplane/telemetry'
import { Client, credentials, Metadata, status } from '@grpc/grpc-js'
import {
  type MethodDefinition,
  methodName,
  type RequestOf,
  type ResponseOf,
  type ServiceDefinition,
  serviceName,
} from './definition.ts'
import { failureFrom, statusName } from './failure-status.ts'
import { redirectGrpcLog } from './grpc-log.ts'
import { maxMessageBytes } from './server.ts'

export interface RpcClientOptions {
  /** Milliseconds a call may take, retries included. Default 5000. It travels with the call: the server's method is told to stop too. */
  deadlineMs?: number
  /** Further attempts after UNAVAILABLE. Default 2; 0 for what must not be sent twice. */
  retries?: number
}

export interface RpcCallOptions extends RpcClientOptions {
  /** Cancels the call, on the server too. */
  signal?: AbortSignal
}

/** One function per method, and `close`. Each rejects with a Failure. */
export type RpcClient<S extends ServiceDefinition> = {
  readonly [Name in keyof S]: (request: RequestOf<S[Name]>, options?: RpcCallOptions) => Promise<ResponseOf<S[Name]>>
} & { close(): void }

const defaultDeadlineMs = 5000
const defaultRetries = 2
const firstBackoffMs = 50

/**
 * A client of the service at `address` (`host:port`; a DNS name is resolved again and again, calls go round its addresses). It connects
 * with the first call. While nobody listens, calls fail with unavailable at once instead of waiting; a service that comes back is found
 * within about a second.
 */
export function rpcClient<S extends ServiceDefinition>(
  definition: S,
  address: string,
  options: RpcClientOptions = {},
): RpcClient<S> {
  redirectGrpcLog()
  const channel = new Client(address, credentials.createInsecure(), {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
    'grpc.service_config_disable_resolution': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    'grpc.dns_min_time_between_resolutions_ms': 2000,
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 5000,
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.enable_channelz': 0,
  })
  const portAt = address.lastIndexOf(':')
  const server = { 'server.address': address.slice(0, portAt), 'server.port': Number(address.slice(portAt + 1)) }
  let closed = false
  const calls = Object.entries(definition).map(([name, method]) => {
    const call = (request: unknown, own?: RpcCallOptions) => {
      if (closed) return Promise.reject(fail('unavailable', `the client of ${serviceName(method)} is closed`))
      return callMethod(channel, method, request, {
        server,
        deadlineMs: own?.deadlineMs ?? options.deadlineMs ?? defaultDeadlineMs,
        retries: own?.retries ?? options.retries ?? defaultRetries,
        signal: own?.signal,
      })
    }
    return [name, call] as const
  })
  const close = () => {
    closed = true
    channel.close()
  }
  return { ...Object.fromEntries(calls), close } as RpcClient<S>
}

interface CallPlan {
  /** Attributes of the span. */
  server: Attributes
  deadlineMs: number
  retries: number
  signal?: AbortSignal
}

function callMethod(
  channel: Client,
  method: MethodDefinition,
  request: unknown,
  { server, deadlineMs, retries, signal }: CallPlan,
): Promise<unknown> {
  const name = methodName(method)
  const started = performance.now()
  const deadline = Date.now() + deadlineMs
  const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': name, ...server }
  return withSpan(name, { kind: SpanKind.CLIENT, attributes }, async span => {
    try {
      const response = await attempts(channel, method, request, { deadline, retries, signal })
      record(name, started, span, status.OK)
      return response
    } catch (error) {
      const failure = toFailure(error)
      record(name, started, span, catalogue[failure.code].grpc, failure)
      throw failure
    }
  })
}

interface Attempt {
  /** Milliseconds since 1970. */
  deadline: number
  retries: number
  signal?: AbortSignal
}

async function attempts(
  channel: Client,
  method: MethodDefinition,
  request: unknown,
  attempt: Attempt,
): Promise<unknown> {
  let backoffMs = firstBackoffMs
  for (let left = attempt.retries; ; left--) {
    try {
      return await send(channel, method, request, attempt)
    } catch (error) {
      const again = error instanceof Failure && error.code === 'unavailable' && left > 0
      // Full jitter, so that the clients of a restarted service do not return in step.
      const pauseMs = backoffMs * (0.5 + Math.random() / 2)
      if (!again || Date.now() + pauseMs >= attempt.deadline) throw error
      await sleep(pauseMs, undefined, { signal: attempt.signal })
      backoffMs *= 2
    }
  }
}

function send(channel: Client, method: MethodDefinition, request: unknown, attempt: Attempt): Promise<unknown> {
  const { signal, deadline } = attempt
  if (signal?.aborted) return Promise.reject(cancelled(signal))
  const metadata = new Metadata()
  const traceparent = currentTraceparent()
  if (traceparent !== undefined) metadata.set('traceparent', traceparent)
  return new Promise((resolve, reject) => {
    const encode = method.requestSerialize as (value: unknown) => Buffer
    const onAbort = () => call.cancel()
    const call = channel.makeUnaryRequest<unknown, unknown>(
      method.path,
      encode,
      method.responseDeserialize,
      request,
      metadata,
      { deadline },
      (error, response) => {
        signal?.removeEventListener('abort', onAbort)
        if (error === null) resolve(response)
        else reject(signal?.aborted ? cancelled(signal) : failureFrom(error, serviceName(method)))
      },
    )
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

function cancelled(signal: AbortSignal): Failure {
  return signal.reason instanceof Failure
    ? signal.reason
    : fail('deadline_exceeded', 'the call was cancelled', { cause: signal.reason })
}

function record(name: string, started: number, span: Span, code: number, failure?: Failure): void {
  const outcome = {
    'rpc.system.name': 'grpc',
    'rpc.method': name,
    'rpc.response.status_code': statusName(code),
    'error.type': failure?.code,
  }
  if (span.isRecording()) span.setAttribute('rpc.response.status_code', outcome['rpc.response.status_code'])
  metrics.rpcClientCallDuration.record((performance.now() - started) / 1000, outcome)
}
