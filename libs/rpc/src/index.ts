/**
 * gRPC between our services, typed from the generated definitions. Guarantees: a Failure thrown by a method is the same Failure at the
 * caller (code, message, field); deadlines and cancellation reach the server's method; only UNAVAILABLE is retried, within the deadline;
 * a peer that is away fails fast; traces continue; what nobody foresaw is logged here and tells the caller nothing.
 * Questions that many put at the same time can travel together (gatherQuestions, answerEach).
 * Also what every service checks of a request in the same way, ids, tenants, pages; and turns, for who asks, or is asked, too much at once.
 */
export { answerEach, gatherQuestions } from './batch.ts'
export { type RpcCallOptions, type RpcClient, type RpcClientOptions, rpcClient } from './client.ts'
export type { ServiceDefinition } from './definition.ts'
export { healthDefinition, servingStatus } from './health.ts'
export { type CallContext, implement, type MethodsOf, type RpcService } from './implement.ts'
export { checkText, requireId, requireTenant } from './input.ts'
export { keyset, pageSize } from './paging.ts'
export { type RpcServer, type RpcServerOptions, serveRpc } from './server.ts'
export { createTurns, type Turns } from './turns.ts'
