// How a Failure crosses gRPC, both ways. The status is for everyone; the metadata keeps the exact code and field for our own clients.
import { catalogue, type Failure, type FailureCode, fail, isFailureCode } from '@chargeplane/failure'
import { Metadata, type ServiceError, status } from '@grpc/grpc-js'

const codeKey = 'failure-code'
const fieldKey = 'failure-field'
/** Trailers share HTTP/2's header budget of a few kilobytes. */
const maxText = 1000

/** What grpc-js sends for a failed call. The cause, the stack and the details stay here. */
export interface FailureStatus {
  code: number
  details: string
  metadata: Metadata
}

export function statusOf(failure: Failure): FailureStatus {
  const metadata = new Metadata()
  metadata.set(codeKey, failure.code)
  if (failure.field !== undefined) metadata.set(fieldKey, encodeURIComponent(failure.field.slice(0, maxText)))
  return { code: catalogue[failure.code].grpc, details: failure.message.slice(0, maxText), metadata }
}

/** Codes for what was not sent by one of our servers: the transport itself, a proxy, a foreign server. */
const foreignCodes: Partial<Record<number, FailureCode>> = {
  [status.CANCELLED]: 'deadline_exceeded',
  [status.INVALID_ARGUMENT]: 'invalid_argument',
  [status.DEADLINE_EXCEEDED]: 'deadline_exceeded',
  [status.NOT_FOUND]: 'not_found',
  [status.ALREADY_EXISTS]: 'already_exists',
  [status.PERMISSION_DENIED]: 'permission_denied',
  [status.RESOURCE_EXHAUSTED]: 'resource_exhausted',
  [status.FAILED_PRECONDITION]: 'failed_precondition',
  [status.ABORTED]: 'unavailable',
  [status.OUT_OF_RANGE]: 'invalid_argument',
  [status.UNIMPLEMENTED]: 'not_implemented',
  [status.UNAVAILABLE]: 'unavailable',
  [status.DATA_LOSS]: 'data_loss',
  [status.UNAUTHENTICATED]: 'unauthenticated',
}

const foreignMessages: Partial<Record<FailureCode, string>> = {
  unavailable: 'cannot be reached',
  deadline_exceeded: 'did not answer in time',
  not_implemented: 'does not know this method',
  resource_exhausted: 'refused the call as too large or too frequent',
}

/**
 * The Failure behind a failed call to `peer` (a service's name). What the transport itself says may hold addresses: it is only the cause.
 * `details.answered` is false when the method has not answered, so that it may or may not have run.
 */
export function failureFrom(error: ServiceError, peer: string): Failure {
  const sent = firstText(error.metadata, codeKey)
  if (sent !== undefined && isFailureCode(sent)) {
    return fail(sent, error.details, { field: decoded(firstText(error.metadata, fieldKey)), cause: error })
  }
  const code = foreignCodes[error.code] ?? 'internal'
  return fail(code, `${peer} ${foreignMessages[code] ?? 'failed'}`, { cause: error, details: { answered: false } })
}

function firstText(metadata: Metadata | undefined, key: string): string | undefined {
  const value = metadata?.get(key)[0]
  return typeof value === 'string' ? value : undefined
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Name of a gRPC status for telemetry: `OK`, `UNAVAILABLE`. */
export function statusName(code: number): string {
  return status[code] ?? 'UNKNOWN'
}
