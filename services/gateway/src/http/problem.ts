// RFC 9457: what a failure looks like over HTTP. The one place where a failure becomes a status and a body.
import { catalogue, type Failure, type FailureCode } from '@chargeplane/failure'
import { z } from 'zod'

/** Refusals that only HTTP knows, beside the failure catalogue. */
const transportFaults = {
  method_not_allowed: { title: 'Method not allowed', http: 405 },
  payload_too_large: { title: 'Request body too large', http: 413 },
  unsupported_media_type: { title: 'Unsupported media type', http: 415 },
  header_fields_too_large: { title: 'Request header too large', http: 431 },
} as const

export type ProblemCode = FailureCode | keyof typeof transportFaults

const fieldFault = z
  .object({
    in: z.enum(['path', 'query', 'body']).describe('Where the field stands in the request'),
    field: z.string().describe('Its path, such as elements[0].priceComponents[1].price; empty for the whole'),
    message: z.string(),
  })
  .meta({ id: 'FieldFault' })

export type FieldFault = z.infer<typeof fieldFault>

export const problem = z
  .object({
    type: z.string().describe('urn:chargeplane:problem:{code}'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.string().describe('Stable name of the failure; programs branch on this'),
    field: z.string().optional().describe('The (first) offending field'),
    errors: z.array(fieldFault).optional().describe('Every offending field of the request'),
    traceId: z.string().optional().describe('Trace of this request, for the operator'),
    commandId: z.string().optional().describe('Commands only'),
    action: z.string().optional().describe('Commands only: the OCPP action that went out'),
    outcome: z
      .enum(['timeout', 'unknown', 'refused', 'expired'])
      .optional()
      .describe(
        'Commands only. timeout and unknown: the station may or may not have carried it out; refused and expired: it was not sent',
      ),
    calls: z
      .array(z.record(z.string(), z.unknown()))
      .optional()
      .describe('Of a command that took several CALLs: those that were made, as in CommandResult'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })

export type Problem = z.infer<typeof problem>

const extensions = problem.pick({ errors: true, commandId: true, action: true, outcome: true, calls: true })

/** Title and HTTP status of a code. */
export function problemRow(code: ProblemCode): { title: string; http: number } {
  return code in transportFaults
    ? transportFaults[code as keyof typeof transportFaults]
    : catalogue[code as FailureCode]
}

/** The document for a code that only HTTP knows. */
export function transportProblem(code: ProblemCode, detail: string, traceId?: string): Problem {
  const { title, http } = problemRow(code)
  return { type: `urn:chargeplane:problem:${code}`, title, status: http, detail, code, traceId }
}

/**
 * The document for a failure. Of its details only the members that the schema names are sent, and nothing of an internal failure but that it
 * happened: its message may have been written for a log.
 */
export function problemOf(failure: Failure, traceId?: string): Problem {
  const { code, field, message } = failure
  if (code === 'internal' || code === 'data_loss') {
    return transportProblem(
      code,
      'the request could not be processed; the trace id finds the reason in the logs',
      traceId,
    )
  }
  const members = extensions.safeParse(failure.details ?? {})
  return { ...transportProblem(code, message, traceId), field, ...(members.success ? members.data : {}) }
}

/** Seconds after which a refused caller may try again, for the Retry-After header. */
export function retryAfterS(failure: Failure): number | undefined {
  const given = failure.details?.retryAfterS
  if (typeof given === 'number') return Math.max(1, Math.ceil(given))
  return failure.code === 'unavailable' || failure.code === 'resource_exhausted' ? 1 : undefined
}
