// The service as a process on infrastructure of its own: a fresh database behind a line that can be cut, topics and Redis keys under a random prefix.
import { randomBytes } from 'node:crypto'
import { createTestDatabase, migrate } from '@chargeplane/database'
import { startTcpProxy, type TcpProxy } from '@chargeplane/database/testing'
import { type EventProducer, ensureTopics, eventsMigrations, openProducer } from '@chargeplane/events'
import {
  CommandServiceService,
  StationAccessServiceService,
  StationServiceService,
} from '@chargeplane/proto/stations/v1/stations'
import { type RpcClient, rpcClient } from '@chargeplane/rpc'
import { type ServiceProcess, startServiceProcess } from '@chargeplane/service/testing'
import { pepper } from './bench.ts'
import { redisUrl } from './edge.ts'

/** One process and clients of all it serves. */
export interface Instance {
  process: ServiceProcess
  access: RpcClient<typeof StationAccessServiceService>
  stations: RpcClient<typeof StationServiceService>
  commands: RpcClient<typeof CommandServiceService>
}

export interface World {
  kafka: { brokers: string[]; clientId: string; topicPrefix: string }
  redisPrefix: string
  producer: EventProducer
  /** Between the service and PostgreSQL. */
  line: TcpProxy
  start(env?: Record<string, string>): Promise<Instance>
  close(): Promise<void>
}

const main = new URL('../main.ts', import.meta.url)

export async function openWorld(): Promise<World> {
  const prefix = `t${randomBytes(5).toString('hex')}`
  const kafka = { brokers: (process.env.KAFKA_BROKERS ?? '').split(','), clientId: 'test', topicPrefix: `${prefix}.` }
  const own = await createTestDatabase()
  await migrate(own.url, 'stations', eventsMigrations, new URL('../../migrations/', import.meta.url))
  await ensureTopics({ ...kafka, partitions: 2, replicationFactor: 1 })
  const { hostname, port } = new URL(own.url)
  const line = await startTcpProxy(hostname, Number(port || 5432))
  const producer = await openProducer({ ...kafka, source: '/test' })
  const instances: Instance[] = []
  return {
    kafka,
    redisPrefix: prefix,
    producer,
    line,
    async start(env = {}) {
      const service = await startServiceProcess(main, {
        KAFKA_BROKERS: kafka.brokers.join(','),
        CHARGEPLANE_TOPIC_PREFIX: kafka.topicPrefix,
        REDIS_URL: redisUrl(),
        CHARGEPLANE_REDIS_PREFIX: prefix,
        DATABASE_URL: line.urlOf(own.url),
        CHARGEPLANE_PASSWORD_PEPPER: pepper,
        ...env,
      })
      const address = `127.0.0.1:${service.port('grpc')}`
      const instance = {
        process: service,
        access: rpcClient(StationAccessServiceService, address, { retries: 0 }),
        stations: rpcClient(StationServiceService, address, { retries: 0 }),
        commands: rpcClient(CommandServiceService, address, { retries: 0 }),
      }
      instances.push(instance)
      return instance
    },
    async close() {
      for (const { process, access, stations, commands } of instances) {
        for (const client of [access, stations, commands]) client.close()
        await process.stop('SIGKILL')
      }
      await producer.close()
      await line.close()
      await own.drop()
    },
  }
}
