// From a compiled schema to a Failure that names the field and the OCPP error class of what is wrong with it.
import { type Failure, type FailureCode, fail } from '@chargeplane/failure'
import type { Validate } from './contract.ts'

/** The one error that a compiled validator leaves behind (it stops at the first). */
export interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
}

/** A function compiled from a schema; `errors` belongs to the last call and is only valid until the next. */
export interface Validator<T> {
  (payload: unknown): payload is T
  errors?: readonly SchemaError[] | null
}

// Table 7 of OCPP-J: what each schema keyword violates. A keyword not named here is a matter of form.
const codes: Readonly<Record<string, FailureCode>> = {
  required: 'occurrence_constraint_violation',
  minItems: 'occurrence_constraint_violation',
  maxItems: 'occurrence_constraint_violation',
  type: 'type_constraint_violation',
  enum: 'property_constraint_violation',
  format: 'property_constraint_violation',
  maxLength: 'property_constraint_violation',
  minLength: 'property_constraint_violation',
  maximum: 'property_constraint_violation',
  minimum: 'property_constraint_violation',
  multipleOf: 'property_constraint_violation',
}

/** `/meterValue/0/timestamp` as people write it: `meterValue[0].timestamp`. */
function dotted(pointer: string, last: unknown): string {
  const steps = pointer.split('/').slice(1)
  if (typeof last === 'string') steps.push(last)
  return steps
    .map(step => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}

function describe(error: SchemaError, field: string): string {
  const { keyword, params } = error
  if (keyword === 'required') return `${field} is missing`
  if (keyword === 'additionalProperties') return `${field} is not a field of this message`
  if (keyword === 'enum' && Array.isArray(params.allowedValues)) return `${field} is not one of its allowed values`
  return `${field || 'payload'} ${error.message ?? `violates ${keyword}`}`
}

const unnamed: SchemaError = { keyword: 'schema', instancePath: '', params: {}, message: 'does not fit its schema' }

/** The failure for a schema error. Values of the payload never appear in it: they may be id tokens. */
export function schemaFailure(error: SchemaError): Failure {
  const field = dotted(error.instancePath, error.params.missingProperty ?? error.params.additionalProperty)
  // A payload that is no object at all is not a field of the wrong type.
  const code =
    error.instancePath === '' && error.keyword === 'type'
      ? 'format_violation'
      : (codes[error.keyword] ?? 'format_violation')
  return fail(code, describe(error, field), { field })
}

/** The first place where `payload` breaks a compiled schema; undefined when it fits. Read it before the next payload is checked. */
export function errorBy<T>(validator: Validator<T>): (payload: unknown) => SchemaError | undefined {
  return payload => (validator(payload) ? undefined : (validator.errors?.[0] ?? unnamed))
}

/** Makes a row's check of a compiled schema. */
export function validateBy<T>(validator: Validator<T>): Validate {
  const errorOf = errorBy(validator)
  return payload => {
    const error = errorOf(payload)
    return error === undefined ? undefined : schemaFailure(error)
  }
}
