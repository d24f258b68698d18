// What a service that keeps tables, lives by events and answers calls is made of, put together in the one order that starts and stops safely.
import { type Database, openDatabase, type Queryable } from '@chargeplane/database'
import {
  consumeEvents,
  type EventType,
  emitEvent,
  type Handlers,
  type NewEvent,
  openProducer,
  startOutbox,
  type Topic,
} from '@chargeplane/events'
import { type RpcService, serveRpc } from '@chargeplane/rpc'
import type { ServiceContext } from './run-service.ts'

/** The settings it needs: kafkaSettings, databaseSettings and grpcServerSettings. */
interface BackboneConfig {
  KAFKA_BROKERS: string[]
  CHARGEPLANE_TOPIC_PREFIX: string
  DATABASE_URL: string
  DATABASE_POOL_SIZE: number
  DATABASE_PREPARED_STATEMENTS: number
  GRPC_HOST: string
  GRPC_PORT: number
}

export interface BackboneOptions {
  /** Name of the service: the consumer group, and the end of `ce_source`. */
  name: string
  schema: string
  /** Shorter than callers wait: a statement that takes longer answers nobody. */
  rpcStatementTimeoutMs: number
}

export interface Backbone {
  /** For what callers wait for. */
  database: Database
  /** For what is consumed, relayed and done on the side: after an outage, batch by batch, it must not keep a caller waiting for a connection. */
  eventDatabase: Database
  kafka: { brokers: string[]; clientId: string; topicPrefix: string }
  /** Says an event in the caller's transaction; `poke` afterwards. */
  emit(tx: Queryable, event: NewEvent): Promise<void>
  /** Events were written to the outbox and committed: publish them now. */
  poke(): void
  /** From here on events come. `afterCommit` is for what handlers of these types cause besides events. */
  consume(
    topics: readonly Topic[],
    handlers: Handlers,
    afterCommit?: (types: ReadonlySet<EventType>) => void,
  ): Promise<void>
  /** From here on calls come: the last step of a start. No readiness probe asks for PostgreSQL or Kafka: what needs neither must stay reachable. */
  serve(services: RpcService[]): Promise<void>
}

/** Three partitions, the reading of their offsets, the relay of the outbox, and one thing done on the side. */
const leastEventConnections = 6
const leastCallConnections = 2

/** Waits for neither PostgreSQL nor Kafka; what it opens is stopped in reverse by the context. */
export async function openBackbone(
  { config, onStop, listening }: Pick<ServiceContext<BackboneConfig>, 'config' | 'onStop' | 'listening'>,
  { name, schema, rpcStatementTimeoutMs }: BackboneOptions,
): Promise<Backbone> {
  const source = `/chargeplane/${name}`
  const url = config.DATABASE_URL
  const preparedStatements = config.DATABASE_PREPARED_STATEMENTS
  const eventConnections = Math.max(leastEventConnections, Math.ceil(config.DATABASE_POOL_SIZE / 2))
  const database = openDatabase({
    url,
    schema,
    applicationName: name,
    poolSize: Math.max(leastCallConnections, config.DATABASE_POOL_SIZE - eventConnections),
    statementTimeoutMs: rpcStatementTimeoutMs,
    preparedStatements,
  })
  onStop('database', () => database.close())
  const eventDatabase = openDatabase({
    url,
    schema,
    applicationName: `${name} events`,
    poolSize: eventConnections,
    preparedStatements,
  })
  onStop('event database', () => eventDatabase.close())
  const kafka = { brokers: config.KAFKA_BROKERS, clientId: name, topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX }
  const producer = await openProducer({ ...kafka, source })
  onStop('producer', () => producer.close())
  const outbox = startOutbox({ database: eventDatabase, producer })
  onStop('outbox', () => outbox.close())
  return {
    database,
    eventDatabase,
    kafka,
    emit: (tx, event) => emitEvent(tx, event, source),
    poke: () => outbox.poke(),
    async consume(topics, handlers, afterCommit) {
      const consumer = await consumeEvents({
        ...kafka,
        group: name,
        topics,
        database: eventDatabase,
        handlers,
        source,
        afterCommit(types, emitted) {
          if (emitted) outbox.poke()
          afterCommit?.(types)
        },
      })
      onStop('consumer', () => consumer.close())
    },
    async serve(services) {
      const rpc = await serveRpc({ host: config.GRPC_HOST, port: config.GRPC_PORT, services })
      onStop('rpc', () => rpc.close())
      listening('grpc', rpc.port)
    },
  }
}
