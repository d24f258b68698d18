// The whole platform with several edges, each in a network of its own, on backends that can be hurt.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Backend,
  freePorts,
  makeBriefDirectory,
  type Postgres,
  removePostgres,
  startKafka,
  startKafkaCluster,
  startPostgres,
} from '@chargeplane/local-stack'
import { type Platform, startPlatform } from '../../harness/platform.ts'
import { type Network, openNetwork } from './network.ts'
import { type RedisWorld, startRedisWorld } from './redis-world.ts'
import { edgeLeaseMs } from './schedule.ts'

export interface World {
  platform: Platform
  postgres: Postgres
  brokers: readonly Backend[]
  redis: RedisWorld
  /** Between edge `index` and everything it calls. */
  networks: readonly Network[]
  close(): Promise<void>
}

export interface WorldOptions {
  edges: number
  /** Three brokers and three Redis masters with replicas; or one of each. */
  clustered: boolean
}

/** How long a step of `close` may take before the next is taken all the same, ms. */
const closeWithinMs = 60_000

export async function startWorld({ edges, clustered }: WorldOptions): Promise<World> {
  const dir = makeBriefDirectory('chaos')
  const networks = Array.from({ length: edges }, (_, i) => openNetwork(i + 2))
  const closing: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const step of closing.reverse()) await Promise.race([step(), later(closeWithinMs)])
  }
  try {
    const [postgresPort = 0, ...kafkaPorts] = await freePorts(clustered ? 4 : 2)
    const postgresDir = join(dir, 'postgres')
    const [postgres, redis, kafka] = await Promise.all([
      startPostgres({ dir: postgresDir, port: postgresPort, fsync: false }),
      startRedisWorld({ dir: join(dir, 'redis'), clustered }),
      clustered
        ? startKafkaCluster({ dir: join(dir, 'kafka'), ports: kafkaPorts })
        : startKafka({ dir: join(dir, 'kafka'), port: kafkaPorts[0] ?? 0 }),
    ])
    const brokers: readonly Backend[] = 'nodes' in kafka ? kafka.nodes : [kafka]
    closing.push(
      () => removePostgres(postgresDir),
      () => Promise.all([postgres.stop(), redis.close(), ...brokers.map(broker => broker.kill())]),
      () => Promise.all(networks.map(network => network.close())),
    )
    const platform = await startPlatform({
      edges,
      backends: { kafkaBrokers: kafka.brokers, redisUrl: redis.url, databaseUrl: postgres.url },
      replicationFactor: brokers.length,
      env: { stations: { STATIONS_REAPER_INTERVAL_MS: '2000' } },
      edgeEnv: (index, env) => throughNetwork(networks[index], env),
    })
    closing.push(platform.stop)
    return { platform, postgres, redis, brokers, networks, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Addresses of backends in the edge's own network; and the settings that make what takes long in life short enough for a test. */
function throughNetwork(network: Network | undefined, env: Readonly<Record<string, string>>): Record<string, string> {
  if (network === undefined) return {}
  const through = (text: string) => text.replace(/127\.0\.0\.1:(\d+)/g, (_, port) => network.through(Number(port)))
  const backends = Object.entries(env).filter(
    ([name]) => name === 'KAFKA_BROKERS' || name === 'REDIS_URL' || name.endsWith('_ADDRESS'),
  )
  return {
    ...Object.fromEntries(backends.map(([name, value]) => [name, through(value)])),
    // By name: an address of 127.0.0.1 would be rewritten on its way from Redis to another edge.
    GRPC_ADVERTISED_ADDRESS: `localhost:${env.GRPC_PORT}`,
    // Meter values are not worked out while a station waits: what a run measures is who survives, not billing.
    EDGE_TOTAL_COST: 'ended',
    EDGE_LEASE_TTL_MS: String(edgeLeaseMs),
    EDGE_LEASE_RENEW_MS: String(edgeLeaseMs / 3),
  }
}

function later(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms).unref())
}
