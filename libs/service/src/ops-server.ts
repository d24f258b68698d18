// HTTP for whoever operates the process: GET /livez, /readyz, /metricz. Not for users, never behind the public gateway.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fail } from '@chargeplane/failure'
import type { ReadinessReport } from './readiness.ts'

export interface OpsServerOptions {
  host: string
  /** 0 lets the system choose. */
  port: number
  readiness(): Promise<ReadinessReport>
  /** Figures for /metricz. */
  figures(): Record<string, unknown>
}

export interface OpsServer {
  port: number
  close(): Promise<void>
}

type Answer = { status: number; body: unknown }

/** Starts the operations server. /livez answers 200 for as long as the event loop turns; it asks nothing of Kafka, Redis or PostgreSQL. */
export async function serveOps(options: OpsServerOptions): Promise<OpsServer> {
  const routes: Record<string, () => Answer | Promise<Answer>> = {
    '/livez': () => ({ status: 200, body: { status: 'alive' } }),
    '/readyz': async () => {
      const report = await options.readiness()
      return { status: report.ready ? 200 : 503, body: report }
    },
    '/metricz': () => ({ status: 200, body: options.figures() }),
  }
  const server = createServer((request, response) => void answer(routes, request, response))
  server.listen(options.port, options.host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw fail('unavailable', `cannot serve OPS_PORT: ${reason}`, { field: 'OPS_PORT', cause })
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}

async function answer(
  routes: Record<string, () => Answer | Promise<Answer>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?')[0] ?? '/'
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined
  const { status, body } =
    route === undefined
      ? { status: 404, body: { status: 'not found', paths: Object.keys(routes) } }
      : request.method === 'GET' || request.method === 'HEAD'
        ? await route()
        : { status: 405, body: { status: 'only GET' } }
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(request.method === 'HEAD' ? undefined : `${JSON.stringify(body)}\n`)
}
