// Backends that belong to one suite, to be stopped, killed and flushed without hurting anybody else's.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  freePorts,
  type Kafka,
  makeBriefDirectory,
  type Postgres,
  type Redis,
  removePostgres,
  startKafka,
  startPostgres,
  startRedis,
} from '@chargeplane/local-stack'
import { type Backends, givenBackends } from './platform.ts'

interface Started {
  postgres: Postgres
  redis: Redis
  kafka: Kafka
}

export type BackendName = keyof Started

export type OwnBackends<Name extends BackendName = BackendName> = Pick<Started, Name> & {
  /** Addresses of all three, whoever they belong to. */
  backends: Backends
  close(): Promise<void>
}

/**
 * Starts those of PostgreSQL, Redis and Kafka that are named on free ports in a directory of their own; the others are the given ones, for
 * each of our own costs what a small service does. Survives kill -9 of each; PostgreSQL does not force commits to the disk.
 */
export async function startOwnBackends<Name extends BackendName>(...names: Name[]): Promise<OwnBackends<Name>> {
  const dir = makeBriefDirectory('failure')
  const ports = await freePorts(names.length)
  const started: Partial<Started> = {}
  const start = {
    async postgres(at: { dir: string; port: number }) {
      started.postgres = await startPostgres({ ...at, fsync: false })
    },
    async redis(at: { dir: string; port: number }) {
      started.redis = await startRedis(at)
    },
    async kafka(at: { dir: string; port: number }) {
      started.kafka = await startKafka(at)
    },
  }
  async function close(): Promise<void> {
    await Promise.all([started.postgres?.stop(), started.redis?.stop(), started.kafka?.kill()])
    if (started.postgres) await removePostgres(join(dir, 'postgres'))
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await Promise.all(names.map((name, i) => start[name]({ dir: join(dir, name), port: ports[i] ?? 0 })))
    if (!hasAll(started, names)) throw new Error(`not all of ${names} came up`)
  } catch (error) {
    await close()
    throw error
  }
  const { kafka, postgres, redis }: Partial<Started> = started
  return { ...started, backends: addressesOf({ kafka, postgres, redis }), close }
}

function hasAll<Name extends BackendName>(
  started: Partial<Started>,
  names: readonly Name[],
): started is Partial<Started> & Pick<Started, Name> {
  return names.every(name => started[name] !== undefined)
}

function addressesOf({ kafka, postgres, redis }: Partial<Started>): Backends {
  const given = kafka && postgres && redis ? undefined : givenBackends()
  return {
    kafkaBrokers: kafka?.brokers ?? given?.kafkaBrokers ?? '',
    redisUrl: redis?.url ?? given?.redisUrl ?? '',
    databaseUrl: postgres?.url ?? given?.databaseUrl ?? '',
  }
}
