// Authorization: id tokens and API keys; decides who may charge. The only place that knows a raw id token.
import { openDatabase } from '@chargeplane/database'
import { consumeEvents, emitEvent, eventsMigrations, openProducer, startOutbox, tailEvents } from '@chargeplane/events'
import { tokenHasher } from '@chargeplane/ocpp'
import { serveRpc } from '@chargeplane/rpc'
import { runService } from '@chargeplane/service'
import { startBootstrap } from './bootstrap-key.ts'
import { shape } from './config.ts'
import { eventHandlers, rpcServices } from './handlers.ts'
import { openTokenBook } from './token-book.ts'

const name = 'authorization'
const schema = 'authorization'
/** `ce_source` of what this service says. */
const source = '/chargeplane/authorization'
/** The client gives up a second after the server should have: within the 2 s that an edge waits for a decision. */
const rpcStatementTimeoutMs = 800

await runService({
  name,
  shape,
  migrations: { schema, directories: [eventsMigrations, new URL('../migrations/', import.meta.url)] },
  async start({ config, log, onStop, listening }) {
    // Two pools: what is consumed after an outage, batch by batch, must not keep a driver waiting for a connection.
    const pool = { url: config.DATABASE_URL, schema, poolSize: Math.max(2, Math.ceil(config.DATABASE_POOL_SIZE / 2)) }
    const database = openDatabase({ ...pool, applicationName: name, statementTimeoutMs: rpcStatementTimeoutMs })
    onStop('database', () => database.close())
    const eventDatabase = openDatabase({ ...pool, applicationName: `${name} events` })
    onStop('event database', () => eventDatabase.close())
    const bootstrapKey = config.AUTHORIZATION_BOOTSTRAP_API_KEY
    if (bootstrapKey !== undefined) {
      const bootstrap = startBootstrap(database, bootstrapKey, log)
      onStop('bootstrap key', () => bootstrap.close())
    }

    const kafka = { brokers: config.KAFKA_BROKERS, clientId: name, topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX }
    const producer = await openProducer({ ...kafka, source })
    onStop('producer', () => producer.close())
    const outbox = startOutbox({ database: eventDatabase, producer })
    onStop('outbox', () => outbox.close())

    const tokens = openTokenBook(database, {
      max: config.AUTHORIZATION_CACHE_SIZE,
      freshMs: config.AUTHORIZATION_CACHE_TTL_MS,
    })
    // What the other instances change is heard from the topic; what this one changes it knows at once.
    const tail = await tailEvents({
      ...kafka,
      topics: ['authorization.events'],
      fromBeginning: false,
      onEvent: event => {
        if (event.type === 'chargeplane.authorization.v1.IdTokenChanged') {
          tokens.changed(event.data.tenant, event.data.idTokenHash)
        }
      },
    })
    onStop('token changes', () => tail.close())
    const consumer = await consumeEvents({
      ...kafka,
      group: name,
      topics: ['transactions.events'],
      database: eventDatabase,
      handlers: eventHandlers,
    })
    onStop('consumer', () => consumer.close())

    const services = rpcServices({
      database,
      tokens,
      log,
      emit: (tx, event) => emitEvent(tx, event, source),
      hashToken: tokenHasher(config.CHARGEPLANE_TOKEN_HASH_KEY),
      committed(tenant, hash) {
        tokens.changed(tenant, hash)
        outbox.poke()
      },
      unknownToken: config.AUTHORIZATION_UNKNOWN_TOKEN,
      now: () => new Date(),
    })
    // No readiness probe asks for PostgreSQL or Kafka: what can be answered without them must stay reachable.
    const rpc = await serveRpc({ host: config.GRPC_HOST, port: config.GRPC_PORT, services })
    onStop('rpc', () => rpc.close())
    listening('grpc', rpc.port)
  },
})
