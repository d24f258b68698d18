// The service as a process on infrastructure of its own: a fresh database behind a line that can be cut, topics under a random prefix.
import { randomBytes } from 'node:crypto'
import { createTestDatabase, migrate } from '@chargeplane/database'
import { startTcpProxy, type TcpProxy } from '@chargeplane/database/testing'
import { type EventProducer, ensureTopics, eventsMigrations, openProducer } from '@chargeplane/events'
import {
  ApiKeyServiceService,
  AuthorizationServiceService,
  IdTokenServiceService,
} from '@chargeplane/proto/authorization/v1/authorization'
import { type RpcClient, rpcClient } from '@chargeplane/rpc'
import { type ServiceProcess, startServiceProcess } from '@chargeplane/service/testing'
import { hashKey } from './bench.ts'

/** One process and clients of all it serves. */
export interface Instance {
  process: ServiceProcess
  authorization: RpcClient<typeof AuthorizationServiceService>
  idTokens: RpcClient<typeof IdTokenServiceService>
  apiKeys: RpcClient<typeof ApiKeyServiceService>
}

export interface World {
  kafka: { brokers: string[]; clientId: string; topicPrefix: string }
  producer: EventProducer
  /** Between the service and PostgreSQL. */
  line: TcpProxy
  start(env?: Record<string, string>): Promise<Instance>
  close(): Promise<void>
}

const main = new URL('../main.ts', import.meta.url)

export async function openWorld(): Promise<World> {
  const topicPrefix = `t${randomBytes(5).toString('hex')}.`
  const kafka = { brokers: (process.env.KAFKA_BROKERS ?? '').split(','), clientId: 'test', topicPrefix }
  const own = await createTestDatabase()
  await migrate(own.url, 'authorization', eventsMigrations, new URL('../../migrations/', import.meta.url))
  await ensureTopics({ ...kafka, partitions: 2, replicationFactor: 1 })
  const { hostname, port } = new URL(own.url)
  const line = await startTcpProxy(hostname, Number(port || 5432))
  const producer = await openProducer({ ...kafka, source: '/test' })
  const instances: Instance[] = []
  return {
    kafka,
    producer,
    line,
    async start(env = {}) {
      const service = await startServiceProcess(main, {
        KAFKA_BROKERS: kafka.brokers.join(','),
        CHARGEPLANE_TOPIC_PREFIX: topicPrefix,
        DATABASE_URL: line.urlOf(own.url),
        CHARGEPLANE_TOKEN_HASH_KEY: hashKey,
        ...env,
      })
      const address = `127.0.0.1:${service.port('grpc')}`
      const instance = {
        process: service,
        authorization: rpcClient(AuthorizationServiceService, address, { retries: 0 }),
        idTokens: rpcClient(IdTokenServiceService, address, { retries: 0 }),
        apiKeys: rpcClient(ApiKeyServiceService, address, { retries: 0 }),
      }
      instances.push(instance)
      return instance
    },
    async close() {
      for (const { process, authorization, idTokens, apiKeys } of instances) {
        for (const client of [authorization, idTokens, apiKeys]) client.close()
        await process.stop('SIGKILL')
      }
      await producer.close()
      await line.close()
      await own.drop()
    },
  }
}
