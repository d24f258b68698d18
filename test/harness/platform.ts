// The whole platform for one suite: every service as a process, on a fresh database, fresh topics and fresh Redis keys.
import { randomBytes } from 'node:crypto'
import { createTestDatabase, migrate } from '@chargeplane/database'
import { ensureTopics, eventsMigrations } from '@chargeplane/events'
import { freePorts } from '@chargeplane/local-stack'
import { type Api, openApi } from '../fleet/api.ts'
import { type LogLine, type ServiceProcess, serviceProcess } from './service-process.ts'
import { until } from './until.ts'

export interface Backends {
  kafkaBrokers: string
  redisUrl: string
  databaseUrl: string
}

export interface Edge extends ServiceProcess {
  readonly id: string
  /** Base of its WebSocket URLs: append /{station}. */
  readonly url: string
  /** The same of one of its listeners with TLS, by name. */
  secureUrl(listener: string): string
}

export interface Platform {
  api: Api
  apiUrl: string
  apiKey: string
  edges: readonly Edge[]
  services: Readonly<Record<ServiceName, ServiceProcess>>
  /** Services first, then edges. */
  processes: readonly ServiceProcess[]
  databaseUrl: string
  topicPrefix: string
  kafkaBrokers: string
  /** Lines of level error, with the name of their process, and everything a process printed that was no log line. */
  errors(): string[]
  stop(): Promise<void>
}

const serviceNames = ['stations', 'authorization', 'transactions', 'smart-charging', 'billing', 'gateway'] as const
export type ServiceName = (typeof serviceNames)[number]
const withDatabase: readonly ServiceName[] = ['stations', 'authorization', 'transactions', 'smart-charging', 'billing']

export interface PlatformOptions {
  edges?: number
  /** OTLP endpoint; with it every trace is recorded. */
  otlpUrl?: string
  backends?: Backends
  /** Of every topic; 1 unless given. */
  replicationFactor?: number
  /** More environment for one process, by service name ('edge' for every edge). */
  env?: Partial<Record<ServiceName | 'edge', Record<string, string>>>
  /** The same for one edge, from what it would get. */
  edgeEnv?(index: number, env: Readonly<Record<string, string>>): Record<string, string>
}

/** The backends that `./chargeplane test` has started; throws one sentence when a test is run without it. */
export function givenBackends(): Backends {
  const { KAFKA_BROKERS: kafkaBrokers, REDIS_URL: redisUrl, DATABASE_URL: databaseUrl } = process.env
  if (!kafkaBrokers || !redisUrl || !databaseUrl)
    throw new Error('KAFKA_BROKERS, REDIS_URL and DATABASE_URL must be set: run this by ./chargeplane test')
  return { kafkaBrokers, redisUrl, databaseUrl }
}

const root = new URL('../../', import.meta.url)
const entryOf = (service: string): string => new URL(`services/${service}/src/main.ts`, root).pathname

/** Starts everything and waits until all is ready. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const backends = options.backends ?? givenBackends()
  const database = await createTestDatabase(backends.databaseUrl)
  const run = randomBytes(4).toString('hex')
  const topicPrefix = `t${run}.`
  const edgeCount = options.edges ?? 1
  const ports = await freePorts(serviceNames.length * 2 + edgeCount * 3)
  const takePort = (): number => {
    const port = ports.pop()
    if (port === undefined) throw new Error('the harness asked for too few ports')
    return port
  }
  const grpc = Object.fromEntries(serviceNames.map(name => [name, takePort()]))
  const apiKey = `cp_bootstrap_${randomBytes(32).toString('base64url')}`
  const common: Record<string, string> = {
    KAFKA_BROKERS: backends.kafkaBrokers,
    CHARGEPLANE_TOPIC_PREFIX: topicPrefix,
    LOG_LEVEL: 'info',
    OPS_HOST: '127.0.0.1',
    ...(options.otlpUrl ? { OTEL_EXPORTER_OTLP_ENDPOINT: options.otlpUrl, OTEL_TRACES_SAMPLER_ARG: '1' } : {}),
  }
  const at = (name: ServiceName): string => `127.0.0.1:${grpc[name]}`
  const peers = {
    CHARGEPLANE_STATIONS_ADDRESS: at('stations'),
    CHARGEPLANE_AUTHORIZATION_ADDRESS: at('authorization'),
    CHARGEPLANE_TRANSACTIONS_ADDRESS: at('transactions'),
    CHARGEPLANE_SMART_CHARGING_ADDRESS: at('smart-charging'),
    CHARGEPLANE_BILLING_ADDRESS: at('billing'),
  }
  const redis = { REDIS_URL: backends.redisUrl, CHARGEPLANE_REDIS_PREFIX: `t${run}` }
  const secrets = {
    CHARGEPLANE_TOKEN_HASH_KEY: `${run}-token-hash-key-of-a-test-run-only`,
    CHARGEPLANE_PASSWORD_PEPPER: `${run}-pepper-of-a-test`,
  }
  const stored = (name: ServiceName) => ({
    DATABASE_URL: database.url,
    GRPC_HOST: '127.0.0.1',
    GRPC_PORT: String(grpc[name]),
  })
  const own: Record<ServiceName, Record<string, string>> = {
    stations: {
      ...stored('stations'),
      ...redis,
      CHARGEPLANE_PASSWORD_PEPPER: secrets.CHARGEPLANE_PASSWORD_PEPPER,
      // Certification cases name files of any protocol.
      STATIONS_TRANSFER_SCHEMES: 'https,http,ftps,ftp,sftp',
    },
    authorization: {
      ...stored('authorization'),
      ...secrets,
      AUTHORIZATION_BOOTSTRAP_API_KEY: apiKey,
      CHARGEPLANE_STATIONS_ADDRESS: at('stations'),
    },
    transactions: stored('transactions'),
    'smart-charging': { ...stored('smart-charging'), CHARGEPLANE_STATIONS_ADDRESS: at('stations') },
    billing: {
      ...stored('billing'),
      CHARGEPLANE_TRANSACTIONS_ADDRESS: at('transactions'),
      BILLING_RECEIPT_URL: 'https://receipts.example/{receiptId}',
    },
    gateway: { ...peers, GATEWAY_HOST: '127.0.0.1', GATEWAY_PORT: String(grpc.gateway) },
  }
  await ensureTopics({
    brokers: backends.kafkaBrokers.split(','),
    topicPrefix,
    partitions: 4,
    replicationFactor: options.replicationFactor ?? 1,
  })
  const services = Object.fromEntries(
    serviceNames.map(name => {
      const opsPort = takePort()
      const env = { ...common, ...own[name], OPS_PORT: String(opsPort), ...options.env?.[name] }
      return [name, { env, process: serviceProcess({ name, entry: entryOf(name), env, opsPort }) }]
    }),
  )
  for (const name of withDatabase) await migrateFor(name, database.url)
  const edges = Array.from({ length: edgeCount }, (_, i) => startableEdge(i))

  function startableEdge(index: number): Edge {
    const [opsPort, grpcPort, port] = [takePort(), takePort(), takePort()]
    const id = `edge-${index}-${run}`
    const env = {
      ...common,
      ...redis,
      ...secrets,
      CHARGEPLANE_STATIONS_ADDRESS: peers.CHARGEPLANE_STATIONS_ADDRESS,
      CHARGEPLANE_AUTHORIZATION_ADDRESS: peers.CHARGEPLANE_AUTHORIZATION_ADDRESS,
      CHARGEPLANE_BILLING_ADDRESS: peers.CHARGEPLANE_BILLING_ADDRESS,
      // Once with every reading: so a suite sees both costs, while it runs and at its end.
      EDGE_TOTAL_COST: 'always',
      CHARGEPLANE_SMART_CHARGING_ADDRESS: peers.CHARGEPLANE_SMART_CHARGING_ADDRESS,
      EDGE_ID: id,
      EDGE_HOST: '127.0.0.1',
      EDGE_PORT: String(port),
      GRPC_HOST: '127.0.0.1',
      GRPC_PORT: String(grpcPort),
      GRPC_ADVERTISED_ADDRESS: `127.0.0.1:${grpcPort}`,
      OPS_PORT: String(opsPort),
      ...options.env?.edge,
    }
    const around = { ...env, ...options.edgeEnv?.(index, env) }
    const base = serviceProcess({ name: `edge ${index}`, entry: entryOf('edge'), env: around, opsPort })
    return Object.defineProperties(base, {
      id: { value: id, enumerable: true },
      url: { value: `ws://127.0.0.1:${port}/ocpp`, enumerable: true },
      secureUrl: {
        value(listener: string) {
          const lines = base.log.filter(
            ({ message, attributes }) => message === 'listening' && attributes?.what === listener,
          )
          return `wss://127.0.0.1:${lines.at(-1)?.attributes?.port}/ocpp`
        },
      },
    }) as Edge
  }

  const processes = [...serviceNames.flatMap(name => services[name]?.process ?? []), ...edges]
  const byName = Object.fromEntries(serviceNames.map(name => [name, services[name]?.process])) as Record<
    ServiceName,
    ServiceProcess
  >
  async function stop(): Promise<void> {
    await Promise.all(edges.map(edge => edge.stop()))
    await Promise.all(processes.map(service => service.stop()))
    await database.drop()
  }
  const apiUrl = `http://127.0.0.1:${grpc.gateway}`
  try {
    await Promise.all(processes.map(service => service.start()))
    // The first key is stored as soon as the database can be reached, which may be a moment after the processes are ready.
    await until(() => answers(apiUrl, apiKey), { what: 'the API to take the first key' })
  } catch (error) {
    await stop()
    throw error
  }
  return {
    api: openApi(apiUrl, apiKey),
    apiUrl,
    apiKey,
    edges,
    services: byName,
    processes,
    databaseUrl: database.url,
    topicPrefix,
    kafkaBrokers: backends.kafkaBrokers,
    errors: () => processes.flatMap(service => errorsOf(service)),
    stop,
  }
}

async function answers(apiUrl: string, apiKey: string): Promise<boolean> {
  return (await openApi(apiUrl, apiKey).raw('GET', '/v1/stations?limit=1')).status === 200
}

function errorsOf(service: ServiceProcess): string[] {
  const isError = (line: LogLine): boolean => line.level === 'error' || line.level === 'fatal'
  return [
    ...service.log.filter(isError).map(line => `${service.name}: ${JSON.stringify(line)}`),
    ...service.noise.map(line => `${service.name}: ${line}`),
  ]
}

/** What `--migrate` of a service does first, without starting a process for each: that they do is seen by deploy/local/whole.suite.test.ts. */
async function migrateFor(service: ServiceName, databaseUrl: string): Promise<void> {
  const directories = [eventsMigrations, new URL(`services/${service}/migrations/`, root)]
  await migrate(databaseUrl, service.replaceAll('-', '_'), ...directories)
}
