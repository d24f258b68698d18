// What a route is: data from which the server, its checks and the OpenAPI document are made.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FailureCode } from '@chargeplane/failure'
import type { z } from 'zod'
import type { Principal, Role } from '../auth/principal.ts'
import type { Gateway } from '../gateway.ts'
import { type RawInput, validateInput } from './validate.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a route gives back. A stream takes over the response and keeps it open. */
export type Answer =
  | { kind: 'json'; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: 'text'; contentType: string; text: string; headers?: Record<string, string> }
  /** `open` throws before it has written anything, or not at all. */
  | { kind: 'stream'; open(response: ServerResponse, headers: OutgoingHttpHeaders): void }

/** Who calls. The secret and the address are for a stream, which has to look again whether the key is still good. */
export interface Caller {
  principal: Principal
  secret: string
  address: string
}

/** Who calls a route that needs no key. */
export const anonymous: Caller = { principal: { keyId: '', tenant: '', role: 'viewer' }, secret: '', address: '' }

export interface Route {
  /** OpenAPI's operationId. */
  readonly id: string
  readonly method: Method
  /** OpenAPI's spelling: /v1/stations/{stationId}. */
  readonly path: string
  /** The least role that may call it; public needs no key. */
  readonly role: Role | 'public'
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly status: number
  /** Schema of a JSON answer. */
  readonly response?: z.ZodType
  /** Content type of an answer that is not JSON. */
  readonly contentType?: string
  /** The OCPP action whose payload is the body: its schemas are documented in place of `body`'s. */
  readonly ocppAction?: string
  /** What may go wrong beyond what every route shares. */
  readonly errors: readonly FailureCode[]
  run(raw: RawInput, caller: Caller, gateway: Gateway): Promise<Answer>
}

interface Declaration<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  id: string
  method: Method
  path: `/v1/${string}`
  tag: string
  summary: string
  description?: string
  ocppAction?: string
  params?: P
  query?: Q
  body?: B
  errors?: readonly FailureCode[]
}

interface Call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> extends Caller {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
  /** The caller's tenant: the only one whose data this call may touch. */
  tenant: string
  gateway: Gateway
}

interface JsonDeclaration<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>
  extends Declaration<P, Q, B> {
  role: Role
  response: R
  /** 201 for what makes something, with the path of the new resource. */
  created?(body: z.output<R>): string
  handle(call: Call<P, Q, B>): Promise<z.input<R>>
}

/**
 * A route that answers JSON. The answer passes through its schema: what the document does not promise is not sent, and a promise that is
 * not kept is an internal failure, not a wrong answer.
 */
export function route<
  R extends z.ZodType,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(declaration: JsonDeclaration<P, Q, B, R>): Route {
  const { handle, created, response, errors = [], ...rest } = declaration
  const status = created === undefined ? 200 : 201
  return {
    ...rest,
    status,
    response,
    errors,
    async run(raw, caller, gateway) {
      const input = validateInput(declaration, raw)
      const body = response.parse(await handle({ ...input, ...caller, tenant: caller.principal.tenant, gateway }))
      return { kind: 'json', status, body, headers: created === undefined ? undefined : { location: created(body) } }
    },
  }
}

interface RemovalDeclaration<P extends z.ZodType> extends Declaration<P, z.ZodUndefined, z.ZodUndefined> {
  method: 'DELETE'
  role: Role
  handle(call: Call<P, z.ZodUndefined, z.ZodUndefined>): Promise<unknown>
}

/** A route that takes something away and answers 204. */
export function removal<P extends z.ZodType>(declaration: RemovalDeclaration<P>): Route {
  const { handle, errors = ['not_found'], ...rest } = declaration
  return {
    ...rest,
    status: 204,
    errors,
    async run(raw, caller, gateway) {
      const input = validateInput(declaration, raw)
      await handle({ ...input, ...caller, tenant: caller.principal.tenant, gateway })
      return { kind: 'json', status: 204, body: undefined }
    },
  }
}

interface RawDeclaration<Q extends z.ZodType> extends Declaration<z.ZodUndefined, Q, z.ZodUndefined> {
  role: Role | 'public'
  contentType: string
  handle(call: { query: z.output<Q>; caller: Caller; gateway: Gateway }): Answer
}

/** A route that answers something other than a resource: a page, a document, a stream. */
export function rawRoute<Q extends z.ZodType = z.ZodUndefined>(declaration: RawDeclaration<Q>): Route {
  const { handle, errors = [], ...rest } = declaration
  return {
    ...rest,
    status: 200,
    errors,
    async run(raw, caller, gateway) {
      const { query } = validateInput(declaration, raw)
      return handle({ query, caller, gateway })
    },
  }
}
