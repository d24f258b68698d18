// A gateway on a port of its own in front of given owners, and a client that holds every answer against the OpenAPI document.
import type { AddressInfo } from 'node:net'
import { openApiKeys } from '../auth/api-keys.ts'
import { tokenBuckets } from '../auth/token-buckets.ts'
import { routes } from '../handlers.ts'
import { type LiveEvents, liveEvents } from '../live/live-events.ts'
import { openPeers, type PeerAddresses } from '../peers.ts'
import { createServer } from '../server.ts'
import { assertDocumented } from './documented.ts'
import { keys, type OwnerMethods, type Owners, serveOwners } from './owners.ts'

export interface TestGatewayOptions {
  owners?: OwnerMethods
  /** Where to look for some owners instead. */
  addresses?: Partial<PeerAddresses>
  bodyLimitBytes?: number
  commandTimeoutMs?: number
  commandsBurst?: number
  badKeys?: number
  keyTtlMs?: number
  streams?: number
  streamBufferBytes?: number
  trustedProxies?: string[]
}

interface Answered {
  status: number
  headers: Headers
  /** Parsed JSON; undefined for an answer without a body. */
  body: unknown
  /** Milliseconds. */
  took: number
}

export interface TestGateway extends AsyncDisposable {
  url: string
  owners: Owners
  live: LiveEvents
  /** Calls as admin of tenant acme unless another key, or '' for none, is given. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answered>
  close(): Promise<void>
}

interface CallOptions {
  key?: string
  headers?: Record<string, string>
}

export async function startGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const owners = await serveOwners(options.owners ?? {})
  const everywhere = owners.address
  const peers = openPeers({
    stations: everywhere,
    authorization: everywhere,
    transactions: everywhere,
    smartCharging: everywhere,
    billing: everywhere,
    ...options.addresses,
  })
  const live = liveEvents(options.streams ?? 100)
  live.open()
  const server = createServer({
    routes,
    bodyLimitBytes: options.bodyLimitBytes ?? 262_144,
    trustedProxies: options.trustedProxies ?? [],
    gateway: {
      peers,
      live,
      operatingTenant: 'acme',
      commandTimeoutMs: options.commandTimeoutMs ?? 2_000,
      streamBufferBytes: options.streamBufferBytes ?? 262_144,
      commandRate: tokenBuckets({ capacity: options.commandsBurst ?? 1_000, refillPerS: 1, maxKeys: 100 }),
      apiKeys: openApiKeys({
        verify: secret => peers.apiKeys.verifyApiKey({ secret }),
        badKeys: tokenBuckets({ capacity: options.badKeys ?? 1_000, refillPerS: 0.01, maxKeys: 100 }),
        ttlMs: options.keyTtlMs ?? 30_000,
        staleMs: 60_000,
        capacity: 100,
      }),
    },
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  async function close(): Promise<void> {
    await server.close()
    peers.close()
    await owners.close()
  }

  return {
    url,
    owners,
    live,
    call: (method, path, body, callOptions) => call(url, method, path, body, callOptions),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function call(
  url: string,
  method: string,
  path: string,
  body: unknown,
  { key = keys.admin, headers = {} }: CallOptions = {},
): Promise<Answered> {
  const started = performance.now()
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  const parsed: unknown = text === '' ? undefined : JSON.parse(text)
  assertDocumented(method, new URL(url + path).pathname, response, parsed)
  return { status: response.status, headers: response.headers, body: parsed, took: performance.now() - started }
}
