import type { MethodDefinition, RequestOf, ResponseOf, ServiceDefinition } from './definition.ts'

/** What a method knows about its call. */
export interface CallContext {
  /** Aborts when the client's deadline passes, it cancels, or its connection is lost. Hand it on to whatever the method waits for. */
  signal: AbortSignal
  /** When the client stops waiting; absent when it set no deadline. */
  deadline?: Date
}

/** One function for every method of the service; a missing or misspelt one does not compile. */
export type MethodsOf<S extends ServiceDefinition> = {
  [Name in keyof S]: (request: RequestOf<S[Name]>, call: CallContext) => Promise<ResponseOf<S[Name]>>
}

export interface RpcMethod {
  definition: MethodDefinition
  handle(request: unknown, call: CallContext): Promise<unknown>
}

/** A service ready to be served by `serveRpc`. */
export interface RpcService {
  methods: RpcMethod[]
}

/**
 * Binds functions to a service's methods. A function answers with its response or throws a Failure, which reaches the client with the same
 * code and field; anything else it throws is logged and answered INTERNAL.
 */
export function implement<S extends ServiceDefinition>(definition: S, methods: MethodsOf<S>): RpcService {
  const handlers = methods as Record<string, RpcMethod['handle']>
  return {
    methods: Object.entries(definition).map(([name, method]) => {
      const handle = handlers[name]
      if (handle === undefined) throw new TypeError(`no function for ${method.path}`)
      return { definition: method, handle: (request, call) => handle.call(methods, request, call) }
    }),
  }
}
