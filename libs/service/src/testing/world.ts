// A service as a process on infrastructure of its own: a fresh database behind a line that can be cut, topics under a random prefix.
import { randomBytes } from 'node:crypto'
import { createTestSchema, startDatabaseProxy, type TcpProxy, type TestSchema } from '@chargeplane/database/testing'
import {
  type AnyReceivedEvent,
  type EventProducer,
  ensureTopics,
  openProducer,
  type Topic,
  tailEvents,
} from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { type RpcClient, rpcClient, type ServiceDefinition } from '@chargeplane/rpc'
import { type ServiceProcess, startServiceProcess } from './process.ts'

export interface ServiceInstance extends ServiceProcess {
  /** A client of one of its services; it tries once, and closes with the world. */
  client<S extends ServiceDefinition>(definition: S): RpcClient<S>
}

export interface ServiceWorld {
  kafka: { brokers: string[]; clientId: string; topicPrefix: string }
  /** The random name of this world, for what else it shares with others. */
  prefix: string
  /** The service's tables, past the line. */
  schema: TestSchema
  /** Between the service and PostgreSQL. */
  line: TcpProxy
  producer: EventProducer
  /** Another process of the service, on the same database and topics. */
  start(env?: Record<string, string>): Promise<ServiceInstance>
  /** Everything on these topics, from their beginning and from now on. */
  hear(...topics: Topic[]): Promise<AnyReceivedEvent[]>
  close(): Promise<void>
}

interface WorldOptions {
  main: URL
  migrations: { schema: string; directories: URL[] }
  /** What the service is told besides where its database and topics are. */
  env?: Record<string, string>
}

export function testBrokers(): string[] {
  const brokers = process.env.KAFKA_BROKERS
  if (brokers) return brokers.split(',')
  throw fail(
    'failed_precondition',
    'KAFKA_BROKERS must name a Kafka cluster for tests: run them through ./chargeplane test',
    {
      field: 'KAFKA_BROKERS',
    },
  )
}

/** Fails, never skips, without KAFKA_BROKERS and DATABASE_URL. */
export async function openServiceWorld({ main, migrations, env }: WorldOptions): Promise<ServiceWorld> {
  const prefix = `t${randomBytes(5).toString('hex')}`
  const kafka = { brokers: testBrokers(), clientId: 'test', topicPrefix: `${prefix}.` }
  const own = await createTestSchema(migrations)
  await ensureTopics({ ...kafka, partitions: 2, replicationFactor: 1 })
  const line = await startDatabaseProxy(own.url)
  const producer = await openProducer({ ...kafka, source: '/test' })
  const places = {
    KAFKA_BROKERS: kafka.brokers.join(','),
    CHARGEPLANE_TOPIC_PREFIX: kafka.topicPrefix,
    DATABASE_URL: line.urlOf(own.url),
  }
  const closing: (() => unknown)[] = []
  return {
    kafka,
    prefix,
    schema: own,
    line,
    producer,
    async start(changes = {}) {
      const service = await startServiceProcess(main, { ...places, ...env, ...changes })
      closing.push(() => service.stop('SIGKILL'))
      return {
        ...service,
        client(definition) {
          const client = rpcClient(definition, `127.0.0.1:${service.port('grpc')}`, { retries: 0 })
          closing.push(() => client.close())
          return client
        },
      }
    },
    async hear(...topics) {
      const heard: AnyReceivedEvent[] = []
      const tail = await tailEvents({ ...kafka, topics, fromBeginning: true, onEvent: event => void heard.push(event) })
      closing.push(() => tail.close())
      return heard
    },
    async close() {
      for (const close of closing.reverse()) await close()
      await producer.close()
      await line.close()
      await own.drop()
    },
  }
}
