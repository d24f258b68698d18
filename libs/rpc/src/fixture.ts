// For the tests of this room: a real service of ours on loopback, whose two methods do what a test says.
import type { TestContext } from 'node:test'
import { type CallRequest, type CallResponse, EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import { type RpcClient, type RpcClientOptions, rpcClient } from './client.ts'
import { type CallContext, implement } from './implement.ts'
import { type RpcServer, type RpcServerOptions, serveRpc } from './server.ts'

export type Edge = RpcClient<typeof EdgeServiceService>
type CallMethod = (request: CallRequest, call: CallContext) => Promise<CallResponse>

export const request: CallRequest = {
  tenant: 'default',
  stationId: 'CP-1',
  epoch: 2n ** 60n,
  commandId: 'c1',
  action: 'Reset',
  payload: '{"type":"Soft"}',
  timeoutMs: 1000,
}

export const accepted: CallResponse = {
  outcome: 'COMMAND_OUTCOME_ANSWERED',
  response: '{"status":"Accepted"}',
  errorCode: '',
  errorDescription: '',
  schemaFault: '',
}

/** Serves EdgeService with `call` as its one interesting method, until the test ends. */
export async function serveEdge(
  t: TestContext,
  call: CallMethod,
  options: Partial<RpcServerOptions> = {},
): Promise<RpcServer> {
  const service = implement(EdgeServiceService, { call, closeSession: async () => ({ closed: true }) })
  const server = await serveRpc({ host: '127.0.0.1', port: 0, services: [service], ...options })
  t.after(() => server.close())
  return server
}

/** A client of EdgeService at a port of loopback or at any gRPC target, until the test ends. */
export function edgeAt(t: TestContext, target: number | string, options?: RpcClientOptions): Edge {
  const client = rpcClient(EdgeServiceService, typeof target === 'number' ? `127.0.0.1:${target}` : target, options)
  t.after(() => client.close())
  return client
}
