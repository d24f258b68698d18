import { catalogue, type FailureCode } from './catalogue.ts'

/** What a failure carries besides its code and message. */
export interface FailureOptions {
  /** Path of the offending field as the caller wrote it: `station.evses[1].id`, or the name of a variable or flag. */
  field?: string
  /** Logged here, never sent to anyone. */
  cause?: unknown
  /** May be shown to the caller by the process that made it (gRPC carries code, message and field only): nothing secret, no raw id token. */
  details?: Record<string, unknown>
}

/** The one error type that crosses a boundary. `message` is written for the caller and may be shown to them. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly field?: string
  readonly details?: Record<string, unknown>

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.field = options.field
    this.details = options.details
  }

  get retryable(): boolean {
    return catalogue[this.code].retryable
  }
}

/** Builds a failure for the caller to throw: `throw fail('not_found', 'no station CP-1', { field: 'station' })`. */
export function fail(code: FailureCode, message: string, options?: FailureOptions): Failure {
  return new Failure(code, message, options)
}
