// Every process of the platform with its ports and environment. Pure: what `up` starts, `status` shows and `down` stops comes from this table.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Addresses } from '../infra/local-backends.ts'
import { localListeners } from '../pki/local-pki.ts'
import { root } from './paths.ts'
import type { Secrets } from './secrets.ts'

export interface PlatformOptions {
  edges: number
  /** WebSocket port, shared by all edges. */
  edgePort: number
  httpPort: number
  /** Added to every other port of the platform and of its local backends, so that two clones can run side by side. */
  portOffset: number
  /** With listeners for security profiles 2 and 3, from a PKI made for trying them out. */
  tls?: boolean
}

export interface ServiceProcess {
  /** Unique in the platform: a service's name, `edge-0`, … */
  name: string
  service: string
  opsPort: number
  /** Ports that nobody else may have when it starts; an edge's WebSocket port is not among them, edges share it. */
  ports: number[]
  /** What a person connects to. */
  address: string
  env: Record<string, string>
  hasDatabase: boolean
  /** Where stations and people come in: stopped before the services behind it. */
  isFront: boolean
}

export const maxEdges = 10
const host = '127.0.0.1'
const owners = {
  stations: 9110,
  authorization: 9120,
  transactions: 9130,
  'smart-charging': 9140,
  billing: 9150,
} as const
const opsOffset = 100
const gatewayOpsPort = 9260
const edgeGrpcPort = 9100

export function mainOf(service: string): string {
  return join(root, 'services', service, 'src/main.ts')
}

/** In the order in which they are started. */
export function planServices(options: PlatformOptions, addresses: Addresses, secrets: Secrets): ServiceProcess[] {
  const around = { ...options, addresses, secrets }
  const edges = Array.from({ length: options.edges }, (_, index) => planEdge(index, around))
  const behind = Object.entries(owners).map(([service, port]) => planOwner(service, port + options.portOffset, around))
  return [...behind, planGateway(around), ...edges]
}

/** What every process is planned from. */
interface Around extends PlatformOptions {
  addresses: Addresses
  secrets: Secrets
}

function peers(portOffset: number): Record<string, string> {
  const variables = Object.entries(owners).map(([service, port]) => [
    `CHARGEPLANE_${service.toUpperCase().replace('-', '_')}_ADDRESS`,
    `${host}:${port + portOffset}`,
  ])
  return Object.fromEntries(variables)
}

function common(opsPort: number, { addresses, portOffset }: Around): Record<string, string> {
  const ops = { OPS_HOST: host, OPS_PORT: String(opsPort), SHUTDOWN_GRACE_MS: '10000' }
  return { KAFKA_BROKERS: addresses.KAFKA_BROKERS, ...ops, ...peers(portOffset) }
}

/** Each gets what its job needs: the hashing key only where raw tokens are seen, the pepper only where passwords are checked. */
function secretsOf(service: string, { addresses, secrets }: Around): Record<string, string> {
  const tokens = { CHARGEPLANE_TOKEN_HASH_KEY: secrets.tokenHashKey }
  const passwords = { CHARGEPLANE_PASSWORD_PEPPER: secrets.passwordPepper }
  const routes = { REDIS_URL: addresses.REDIS_URL }
  if (service === 'edge') return { ...tokens, ...passwords, ...routes }
  if (service === 'stations') return { ...passwords, ...routes }
  if (service === 'authorization') return { ...tokens, AUTHORIZATION_BOOTSTRAP_API_KEY: secrets.apiKey }
  return {}
}

function planOwner(service: string, port: number, around: Around): ServiceProcess {
  const opsPort = port + opsOffset
  const own = { DATABASE_URL: around.addresses.DATABASE_URL, GRPC_HOST: host, GRPC_PORT: String(port) }
  return {
    name: service,
    service,
    opsPort,
    ports: [port, opsPort],
    address: `grpc ${host}:${port}`,
    env: { ...common(opsPort, around), ...own, ...secretsOf(service, around) },
    hasDatabase: true,
    isFront: false,
  }
}

function planGateway(around: Around): ServiceProcess {
  const opsPort = gatewayOpsPort + around.portOffset
  return {
    name: 'gateway',
    service: 'gateway',
    opsPort,
    ports: [around.httpPort, opsPort],
    address: `http://${host}:${around.httpPort}`,
    env: { ...common(opsPort, around), GATEWAY_HOST: host, GATEWAY_PORT: String(around.httpPort) },
    hasDatabase: false,
    isFront: true,
  }
}

/** No EDGE_ID: an edge that comes back under the name of a killed one would keep the dead one's stations looking connected. */
function planEdge(index: number, around: Around): ServiceProcess {
  const grpcPort = edgeGrpcPort + around.portOffset + index
  const opsPort = grpcPort + opsOffset
  const grpc = { GRPC_HOST: host, GRPC_PORT: String(grpcPort), GRPC_ADVERTISED_ADDRESS: `${host}:${grpcPort}` }
  // With the others it is stopped: there is nobody to spare from stations that come all at once.
  const plain = { EDGE_HOST: host, EDGE_PORT: String(around.edgePort), EDGE_DRAIN_PERCENT: '100' }
  const own = { ...plain, ...(around.tls === true && localListeners(around.portOffset)) }
  return {
    name: `edge-${index}`,
    service: 'edge',
    opsPort,
    ports: [grpcPort, opsPort],
    address: edgeUrl(around.edgePort),
    env: { ...common(opsPort, around), ...grpc, ...own, ...secretsOf('edge', around) },
    hasDatabase: false,
    isFront: true,
  }
}

/** Stations append `/{station}` or `/{tenant}/{station}`. */
export function edgeUrl(port: number): string {
  return `ws://${host}:${port}/ocpp`
}

/**
 * Its whole environment: what the caller has set wins over the table (`EDGE_BOOT_FALLBACK=pending ./chargeplane up`), except for how the processes find
 * each other, which no two of them may share.
 */
export function environmentOf(service: ServiceProcess, given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const fixed = [
    'KAFKA_BROKERS',
    'REDIS_URL',
    'DATABASE_URL',
    'OPS_PORT',
    'GRPC_PORT',
    'GRPC_ADVERTISED_ADDRESS',
    'EDGE_PORT',
    'GATEWAY_PORT',
  ]
  const own = Object.entries(service.env).filter(([name]) => fixed.includes(name))
  return { ...service.env, ...given, ...Object.fromEntries(own) }
}

/** Changes when a process would have to be restarted to be what is wanted now. Holds no secret. */
export function settingsOf(service: ServiceProcess, environment: NodeJS.ProcessEnv): string {
  const own = `${service.service.toUpperCase().replace('-', '_')}_`
  const shared = [
    'CHARGEPLANE_',
    'OTEL_',
    'LOG_LEVEL',
    'OPS_',
    'GRPC_',
    'DATABASE_',
    'SHUTDOWN_',
    'KAFKA_',
    'REDIS_',
    own,
  ]
  const relevant = Object.entries(environment).filter(([name]) => shared.some(prefix => name.startsWith(prefix)))
  return createHash('sha256').update(JSON.stringify(relevant.sort())).digest('hex')
}
