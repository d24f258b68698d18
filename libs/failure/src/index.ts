/**
 * One closed catalogue of errors. Guarantees: every error that crosses a process boundary is a Failure with a code from the catalogue;
 * each code has one OCPP code, gRPC status and HTTP status, and one answer to "may it be retried"; a `cause` is logged, never sent.
 */
export { catalogue, type FailureCode, type FailureRow, isFailureCode } from './catalogue.ts'
export { Failure, type FailureOptions, fail } from './failure.ts'
export { toFailure } from './to-failure.ts'
