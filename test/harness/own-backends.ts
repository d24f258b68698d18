// Backends that belong to one suite, to be stopped, killed and flushed without hurting anybody else's.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  freePorts,
  type Kafka,
  type Postgres,
  type Redis,
  removePostgres,
  startKafka,
  startPostgres,
  startRedis,
} from '@chargeplane/local-stack'
import type { Backends } from './platform.ts'

export interface OwnBackends {
  postgres: Postgres
  redis: Redis
  kafka: Kafka
  backends: Backends
  close(): Promise<void>
}

/** Starts PostgreSQL, Redis and Kafka on free ports in a directory of their own. */
export async function startOwnBackends(): Promise<OwnBackends> {
  const dir = await mkdtemp(join(tmpdir(), 'chargeplane-failure-'))
  const [p0 = 0, p1 = 0, p2 = 0] = await freePorts(3)
  const [postgres, redis, kafka] = await Promise.all([
    startPostgres({ dir: join(dir, 'postgres'), port: p0 }),
    startRedis({ dir: join(dir, 'redis'), port: p1 }),
    startKafka({ dir: join(dir, 'kafka'), port: p2 }),
  ])
  return {
    postgres,
    redis,
    kafka,
    backends: { databaseUrl: postgres.url, redisUrl: redis.url, kafkaBrokers: kafka.brokers },
    async close() {
      await Promise.all([postgres.stop(), redis.stop(), kafka.kill()])
      await removePostgres(join(dir, 'postgres'))
      await rm(dir, { recursive: true, force: true })
    },
  }
}
