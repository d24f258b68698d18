// Turns what came over the wire into what a route declared, or names every field that does not fit.
import { fail } from '@chargeplane/failure'
import { z } from 'zod'
import type { FieldFault } from './problem.ts'

const maxFaults = 50
const nothing = z.undefined('no body is expected')
const noFields = z.strictObject({})

export interface InputSchemas<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params?: P
  query?: Q
  body?: B
}

export interface RawInput {
  params: unknown
  query: unknown
  body: unknown
}

/** Throws invalid_argument with `details.errors`, one entry per offending field of path, query and body together. */
export function validateInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  schemas: InputSchemas<P, Q, B>,
  raw: RawInput,
): { params: z.output<P>; query: z.output<Q>; body: z.output<B> } {
  const faults: FieldFault[] = []
  const params = check('path', schemas.params ?? noFields, raw.params ?? {}, faults)
  const query = check('query', schemas.query ?? noFields, raw.query ?? {}, faults)
  const body = check('body', schemas.body ?? nothing, raw.body, faults)
  if (faults.length > 0) throw refusal(faults)
  return { params: params as z.output<P>, query: query as z.output<Q>, body: body as z.output<B> }
}

function check(part: FieldFault['in'], schema: z.ZodType, value: unknown, faults: FieldFault[]): unknown {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  for (const issue of result.error.issues) faults.push(...faultsOf(part, issue))
  return undefined
}

function faultsOf(part: FieldFault['in'], issue: z.core.$ZodIssue): FieldFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      in: part,
      field: fieldPath([...issue.path, key]),
      message: 'is not a known field',
    }))
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  const message = missing ? 'is required' : issue.message
  return [{ in: part, field: fieldPath(issue.path), message }]
}

/** `['elements', 0, 'price']` is `elements[0].price`. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? String(key) : `${text}.${String(key)}`
  }, '')
}

function refusal(faults: FieldFault[]) {
  const shown = faults.slice(0, maxFaults)
  const detail = shown.map(({ in: part, field, message }) => `${field === '' ? part : field}: ${message}`).join('; ')
  return fail('invalid_argument', detail, { field: shown[0]?.field || shown[0]?.in, details: { errors: shown } })
}
