// One incoming call: decode, run in a server span, encode, and turn whatever is thrown into a status.
import { catalogue, Failure, fail, toFailure } from '@chargeplane/failure'
import { contextFrom, logger, metrics, SpanKind, withSpan } from '@chargeplane/telemetry'
import { type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js'
import { type MethodDefinition, methodName, serviceName } from './definition.ts'
import { statusName, statusOf } from './failure-status.ts'
import type { CallContext, RpcMethod } from './implement.ts'

const log = logger('rpc')

export type RawCall = ServerUnaryCall<Buffer, Buffer>

/** The function grpc-js runs for each call of a method. Settles the call exactly once and never throws. */
export function serveCall(method: RpcMethod): (call: RawCall, done: sendUnaryData<Buffer>) => void {
  const name = methodName(method.definition)
  return (call, done) => {
    const started = performance.now()
    const parent = contextFrom(textOf(call.metadata.get('traceparent')[0]))
    const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': name }
    const answered = withSpan(name, { kind: SpanKind.SERVER, attributes, parent }, () => answer(method, call))
    answered.then(
      bytes => {
        record(name, started, status.OK)
        done(null, bytes)
      },
      (error: unknown) => {
        const failure = toFailure(error)
        record(name, started, catalogue[failure.code].grpc, failure)
        report(name, failure, error)
        done(statusOf(failure))
      },
    )
  }
}

async function answer({ definition, handle }: RpcMethod, call: RawCall): Promise<Buffer> {
  const request = decode(definition, call.request)
  const response = await handle(request, contextOf(call))
  const encode = definition.responseSerialize as (value: unknown) => Buffer
  return encode(response)
}

function decode(definition: MethodDefinition, bytes: Buffer): unknown {
  try {
    return definition.requestDeserialize(bytes)
  } catch (cause) {
    throw fail('invalid_argument', `not a valid request of ${serviceName(definition)}`, { cause })
  }
}

function contextOf(call: RawCall): CallContext {
  const deadline = call.getDeadline()
  const end = deadline instanceof Date ? deadline.getTime() : deadline
  const abort = new AbortController()
  call.once('cancelled', () => {
    const late = Date.now() >= end
    abort.abort(fail('deadline_exceeded', late ? 'the deadline of the call has passed' : 'the client has cancelled'))
  })
  return { signal: abort.signal, deadline: Number.isFinite(end) ? new Date(end) : undefined }
}

function record(name: string, started: number, code: number, failure?: Failure): void {
  metrics.rpcServerCallDuration.record((performance.now() - started) / 1000, {
    'rpc.system.name': 'grpc',
    'rpc.method': name,
    'rpc.response.status_code': statusName(code),
    'error.type': failure?.code,
  })
  if (failure !== undefined && catalogue[failure.code].http === 400) {
    metrics.inputRefused.add(1, { 'chargeplane.boundary': 'grpc', 'error.type': failure.code })
  }
}

/** Only what nobody foresaw is an error here: a Failure is an answer, and its retryable ones come in floods while a backend is away. */
function report(name: string, failure: Failure, error: unknown): void {
  const unforeseen = !(error instanceof Failure) && failure.code === 'internal'
  if (unforeseen) log.error('call failed unexpectedly', { method: name, error })
  else log.debug('call failed', { method: name, code: failure.code, error })
}

function textOf(value: string | Buffer | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
