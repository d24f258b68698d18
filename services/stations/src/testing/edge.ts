// An edge as far as commands see it: the real gRPC contract served on a real port, with a script for its answers; and routes in the real Redis.
import { randomBytes } from 'node:crypto'
import { type CallRequest, type CallResponse, EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { openRouting, type Routing } from '@chargeplane/routing'
import { implement, serveRpc } from '@chargeplane/rpc'

export interface TestEdge {
  address: string
  /** What it was asked to send, in order. */
  calls: CallRequest[]
  /** What it does with the next calls; answers ANSWERED with {} by default. */
  answer: (request: CallRequest, signal: AbortSignal) => Promise<CallResponse>
  close(): Promise<void>
}

export const accepted: CallResponse = {
  outcome: CommandOutcome.ANSWERED,
  response: '{"status":"Accepted"}',
  errorCode: '',
  errorDescription: '',
  schemaFault: '',
}

export async function startTestEdge(): Promise<TestEdge> {
  const calls: CallRequest[] = []
  const edge = { answer: async () => accepted } as Pick<TestEdge, 'answer'>
  const service = implement(EdgeServiceService, {
    call: async (request, { signal }) => {
      calls.push(request)
      return edge.answer(request, signal)
    },
    closeSession: async () => ({ closed: false }),
  })
  const server = await serveRpc({ host: '127.0.0.1', port: 0, services: [service] })
  return Object.assign(edge, { address: `127.0.0.1:${server.port}`, calls, close: () => server.close() })
}

/** Routes under a prefix of their own. */
export function openTestRouting(url = redisUrl()): { routing: Routing; prefix: string } {
  const prefix = `test-${randomBytes(6).toString('hex')}`
  return { routing: openRouting({ url, prefix, deadEdgeGraceMs: 200 }), prefix }
}

export function redisUrl(): string {
  const url = process.env.REDIS_URL
  if (!url) throw new Error('REDIS_URL must name a Redis for tests: run them through ./chargeplane test')
  return url
}
