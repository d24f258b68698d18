import { fail } from '@chargeplane/failure'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { serviceName } from './definition.ts'
import { redirectGrpcLog } from './grpc-log.ts'
import { healthService } from './health.ts'
import type { RpcService } from './implement.ts'
import { serveCall } from './serve-call.ts'

export const maxMessageBytes = 8 * 1024 * 1024
/** Running calls get this long when the server closes. */
const closeGraceMs = 5000

export interface RpcServerOptions {
  host: string
  /** 0 lets the system choose. */
  port: number
  services: RpcService[]
  /** Connections are closed after this many milliseconds, so that clients find new processes and spread over them. Default 5 minutes. */
  maxConnectionAgeMs?: number
}

export interface RpcServer {
  port: number
  /** Refuses new calls, lets running ones end for up to 5 s, then cuts them. */
  close(): Promise<void>
}

/** Serves gRPC in plain text (the network between services is the cluster's to protect), with the standard health service. */
export async function serveRpc(options: RpcServerOptions): Promise<RpcServer> {
  const { host, port, services, maxConnectionAgeMs = 300_000 } = options
  redirectGrpcLog()
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.max_connection_age_ms': maxConnectionAgeMs,
    'grpc.max_connection_age_grace_ms': 30_000,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.enable_channelz': 0,
  })
  const names = new Set(services.flatMap(({ methods }) => methods.map(({ definition }) => serviceName(definition))))
  for (const service of [...services, healthService(names)]) register(server, service)
  const bound = await bind(server, host, port)
  return {
    port: bound,
    close: () => shutDown(server),
  }
}

const asIs = (bytes: Buffer): Buffer => bytes

/** Messages are decoded and encoded in serveCall, where a malformed one is a failure like any other. */
function register(server: Server, service: RpcService): void {
  for (const method of service.methods) {
    const added = server.register<Buffer, Buffer>(method.definition.path, serveCall(method), asIs, asIs, 'unary')
    if (!added) throw new TypeError(`${method.definition.path} is served twice`)
  }
}

function bind(server: Server, host: string, port: number): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (cause, bound) => {
      if (cause === null) resolve(bound)
      else reject(fail('unavailable', `cannot serve gRPC on ${address}: ${cause.message}`, { cause }))
    })
  })
}

function shutDown(server: Server): Promise<void> {
  return new Promise(resolve => {
    const cut = setTimeout(() => server.forceShutdown(), closeGraceMs)
    server.tryShutdown(() => {
      clearTimeout(cut)
      resolve()
    })
  })
}
