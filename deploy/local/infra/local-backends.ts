// PostgreSQL, Redis and Kafka together: those that are not given are started side by side.
import { join } from 'node:path'
import { type Backend, type BackendName, titleOf } from './backend.ts'
import { startKafka } from './kafka.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'

/** The variables by which everything in this project is told where its backends are. */
export type Addresses = Record<'KAFKA_BROKERS' | 'REDIS_URL' | 'DATABASE_URL', string>

export const variableOf = { postgres: 'DATABASE_URL', redis: 'REDIS_URL', kafka: 'KAFKA_BROKERS' } as const
export const backendNames: readonly BackendName[] = ['postgres', 'redis', 'kafka']

/** The ones whose address nobody has given. */
export function notGiven(env: NodeJS.ProcessEnv): BackendName[] {
  return backendNames.filter(name => !env[variableOf[name]])
}

export interface LocalOptions {
  names: readonly BackendName[]
  /** Each has a directory of its own name in here. */
  dir: string
  ports: Record<BackendName, number>
  /** As in `BackendOptions`. */
  outlives: boolean
  fsync: boolean
  logOf?(name: BackendName): string
  /** Told when one is ready. */
  onReady(title: string, milliseconds: number): void
}

/** Comes back when all are ready; rejects with the first fault once the others have settled, so that nothing starts behind the caller's back. */
export async function startLocalBackends(
  options: LocalOptions,
): Promise<{ addresses: Partial<Addresses>; backends: Backend[] }> {
  const started = await Promise.allSettled(options.names.map(name => startOne(name, options)))
  const failed = started.find(each => each.status === 'rejected')
  const up = started.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
  if (failed) {
    if (!options.outlives) await Promise.all(up.map(({ backend }) => backend.stop()))
    throw failed.reason
  }
  const addresses: Partial<Addresses> = Object.fromEntries(up.map(({ name, address }) => [variableOf[name], address]))
  return { addresses, backends: up.map(({ backend }) => backend) }
}

async function startOne(name: BackendName, options: LocalOptions) {
  const since = performance.now()
  const common = {
    dir: join(options.dir, name),
    port: options.ports[name],
    outlives: options.outlives,
    log: options.logOf?.(name),
  }
  const result = await startNamed(name, common, options.fsync)
  options.onReady(titleOf(name), performance.now() - since)
  return { name, ...result }
}

async function startNamed(name: BackendName, options: Parameters<typeof startRedis>[0], fsync: boolean) {
  switch (name) {
    case 'postgres': {
      const backend = await startPostgres({ ...options, fsync })
      return { backend, address: backend.url }
    }
    case 'redis': {
      const backend = await startRedis(options)
      return { backend, address: backend.url }
    }
    case 'kafka': {
      const backend = await startKafka(options)
      return { backend, address: backend.brokers }
    }
  }
}
