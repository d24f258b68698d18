// The closed list of ways in which anything here may fail, as data. docs/errors.md documents each row; errors.test.ts ties the two together.

export type FailureCode =
  | 'invalid_argument'
  | 'unauthenticated'
  | 'permission_denied'
  | 'not_found'
  | 'already_exists'
  | 'failed_precondition'
  | 'resource_exhausted'
  | 'unavailable'
  | 'deadline_exceeded'
  | 'not_implemented'
  | 'not_supported'
  | 'security_error'
  | 'format_violation'
  | 'property_constraint_violation'
  | 'occurrence_constraint_violation'
  | 'type_constraint_violation'
  | 'rpc_framework_error'
  | 'message_type_not_supported'
  | 'protocol_error'
  | 'data_loss'
  | 'internal'

export interface FailureRow {
  /** A short phrase for people, the `title` of an RFC 9457 problem. */
  readonly title: string
  /** RPC error code of OCPP-J 2.x; 1.6 spells two of them differently, which is libs/ocpp's business. */
  readonly ocpp: string
  /** gRPC status number (the test compares them with grpc-js, which is too heavy to load here). */
  readonly grpc: number
  readonly http: number
  /** Whether the same request may succeed later without anyone changing it. Consumers and clients retry on this alone. */
  readonly retryable: boolean
}

const row = (title: string, ocpp: string, grpc: number, http: number, retryable = false): FailureRow => ({
  title,
  ocpp,
  grpc,
  http,
  retryable,
})

/** Every failure code and what it becomes on each transport. */
export const catalogue: Readonly<Record<FailureCode, FailureRow>> = {
  invalid_argument: row('Invalid argument', 'PropertyConstraintViolation', 3, 400),
  unauthenticated: row('Not authenticated', 'SecurityError', 16, 401),
  permission_denied: row('Permission denied', 'SecurityError', 7, 403),
  not_found: row('Not found', 'GenericError', 5, 404),
  already_exists: row('Already exists', 'GenericError', 6, 409),
  failed_precondition: row('Not possible in the present state', 'GenericError', 9, 409),
  resource_exhausted: row('Too many requests', 'GenericError', 8, 429, true),
  unavailable: row('Temporarily unavailable', 'InternalError', 14, 503, true),
  deadline_exceeded: row('Deadline exceeded', 'InternalError', 4, 504, true),
  not_implemented: row('Not implemented', 'NotImplemented', 12, 501),
  not_supported: row('Not supported', 'NotSupported', 12, 501),
  security_error: row('Security error', 'SecurityError', 7, 403),
  format_violation: row('Malformed message', 'FormatViolation', 3, 400),
  property_constraint_violation: row('Field with an invalid value', 'PropertyConstraintViolation', 3, 400),
  occurrence_constraint_violation: row('Field missing or repeated', 'OccurrenceConstraintViolation', 3, 400),
  type_constraint_violation: row('Field of the wrong type', 'TypeConstraintViolation', 3, 400),
  rpc_framework_error: row('Not a valid message frame', 'RpcFrameworkError', 3, 400),
  message_type_not_supported: row('Message type not supported', 'MessageTypeNotSupported', 12, 501),
  protocol_error: row('Protocol error', 'ProtocolError', 3, 400),
  data_loss: row('Data lost or corrupt', 'InternalError', 15, 500),
  internal: row('Internal error', 'InternalError', 13, 500),
}

/** Narrows text from a wire to a code of the catalogue. */
export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(catalogue, text)
}
