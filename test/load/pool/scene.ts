// A platform with its fleet: what every mode of the load harness begins with.
import { type Platform, type ServiceName, startPlatform } from '../../harness/platform.ts'
import { until } from '../../harness/until.ts'
import type { BackOff } from '../client/orders.ts'
import { type ChargeLength, idTokens } from '../client/speech.ts'
import { type Pool, startPool } from './pool.ts'
import { backendProcesses, type Taken, takenBy } from './processes.ts'
import { registerFleet } from './register.ts'
import { openWays, type Ways } from './ways.ts'

export interface SceneOptions {
  stations: number
  edges: number
  /** Seconds between heartbeats, as boots are answered. */
  heartbeatS?: number
  /** Settings that differ from their defaults, by service ('edge': every edge). */
  env?: Partial<Record<ServiceName | 'edge', Record<string, string>>>
  backOff?: BackOff
  perProcess?: number
  /** The last so many stations have processes of their own. */
  apart?: number
  /** Messages of a charge; default 48, as of one with a reading a minute. */
  chargeLength?: ChargeLength
  /** How stations connect: 'plain' (security profile 1), 'tls' (2) or 'mtls' (3). */
  security?: string
  /** Told what is being done, a line each. */
  say?(what: string): void
}

export interface Scene {
  readonly platform: Platform
  readonly pool: Pool
  /** Where all edges listen without TLS. */
  readonly edgePort: number
  /** As its station has it. */
  passwordOf(number: number): string
  /** Of stations' gRPC. */
  readonly stationsAddress: string
  /** Time of message 0 of every station, ms since 1970. */
  readonly startMs: number
  readonly chargeLength: ChargeLength
  /** Stations registered per second. */
  readonly registeredPerSecond: number
  /** By name: what each process takes now; those of the fleet as one, PostgreSQL's as one. */
  taken(): Record<string, Taken>
  stop(): Promise<void>
}

/** By OCPP's rules, and quick: in the field the minimum is some ten seconds. */
const defaultBackOff: BackOff = { waitMinimumMs: 1000, randomRangeMs: 3000, repeatTimes: 3 }
/** Messages are numbered by seconds of the stations' own clocks: so many may be said before these run ahead of ours. */
const clockLagMs = 600_000

export async function openScene(options: SceneOptions): Promise<Scene> {
  const { say = () => undefined, env = {}, heartbeatS = 300 } = options
  const ways = await openWays(options.security ?? 'plain', options.stations)
  const quiet = { LOG_LEVEL: 'warn' }
  const of = (name: ServiceName, more: Record<string, string> = {}) => ({ ...quiet, ...more, ...env[name] })
  const platform = await startPlatform({
    edges: options.edges,
    env: {
      stations: of('stations', { LOG_LEVEL: 'info', STATIONS_HEARTBEAT_INTERVAL_S: String(heartbeatS) }),
      authorization: of('authorization'),
      transactions: of('transactions'),
      'smart-charging': of('smart-charging'),
      billing: of('billing'),
      // Its limit is per tenant, for operators; what is measured here is what stands behind it.
      gateway: of('gateway', { GATEWAY_COMMANDS_PER_SECOND: '10000', GATEWAY_COMMANDS_BURST: '10000' }),
      edge: { ...quiet, ...ways.env, EDGE_TOTAL_COST: 'ended', ...env.edge },
    },
  })
  try {
    return await furnish(platform, ways, { ...options, say })
  } catch (error) {
    await platform.stop()
    await ways.close()
    throw error
  }
}

async function furnish(
  platform: Platform,
  ways: Ways,
  {
    stations,
    backOff = defaultBackOff,
    chargeLength = 48,
    perProcess,
    apart,
    say,
  }: SceneOptions & { say(what: string): void },
): Promise<Scene> {
  const stationsAddress = `127.0.0.1:${await grpcPort(platform)}`
  for (const idToken of idTokens) {
    await platform.api.send('PUT', `/v1/id-tokens/${idToken}`, { type: 'ISO14443', status: 'Accepted' })
  }
  const beganMs = performance.now()
  const passwords = await registerFleet(stationsAddress, stations)
  const registeredPerSecond = stations / ((performance.now() - beganMs) / 1000)
  say(`${stations} stations registered, ${Math.round(registeredPerSecond)} a second`)
  const startMs = Math.floor((Date.now() - clockLagMs) / 1000) * 1000
  const { way, keyPairs, plainPort: edgePort } = ways
  const pool = await startPool({
    passwords,
    keyPairs,
    way,
    backOff,
    startMs,
    chargeLength,
    perProcess: perProcess ?? ways.perProcess,
    apart,
  })
  return {
    ...{ platform, pool, edgePort, stationsAddress, startMs, chargeLength, registeredPerSecond },
    passwordOf: number => Buffer.from(passwords.subarray(number * 20, (number + 1) * 20)).toString('hex'),
    taken: () => takenNow(platform, pool),
    async stop() {
      await pool.end()
      await platform.stop()
      await ways.close()
    },
  }
}

/** As the service logs it. */
async function grpcPort({ services }: Platform): Promise<number> {
  const find = () => {
    const line = services.stations.log.find(
      ({ message, attributes }) => message === 'listening' && attributes?.what === 'grpc',
    )
    return Number(line?.attributes?.port ?? 0)
  }
  await until(async () => find() > 0, { what: 'stations to say where it listens' })
  return find()
}

function takenNow({ processes }: Platform, pool: Pool): Record<string, Taken> {
  const groups: [string, readonly number[]][] = [
    ...processes.map(({ name, pid }): [string, number[]] => [name, pid === undefined ? [] : [pid]]),
    ['the fleet', pool.pids],
    ...Object.entries(backendProcesses()),
  ]
  return Object.fromEntries(
    groups.flatMap(([name, pids]) => {
      const each = pids.map(takenBy).filter(taken => taken !== undefined)
      return each.length === 0 ? [] : [[name, each.reduce(plus)]]
    }),
  )
}

function plus(a: Taken, b: Taken): Taken {
  return {
    pssBytes: a.pssBytes + b.pssBytes,
    rssBytes: a.rssBytes + b.rssBytes,
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    descriptors: a.descriptors + b.descriptors,
  }
}
