// Stations: the registry, what stations say of themselves, whether they may come in, and commands to them.
import { openDatabase } from '@chargeplane/database'
import {
  consumeEvents,
  emitEvent,
  ensureTopics,
  eventsMigrations,
  openProducer,
  startOutbox,
  tailEvents,
} from '@chargeplane/events'
import { openRouting } from '@chargeplane/routing'
import { serveRpc } from '@chargeplane/rpc'
import { runService } from '@chargeplane/service'
import { openAccessBook } from './access.ts'
import type { Emit } from './access-changed.ts'
import { openEdgeClients } from './commands/edge-clients.ts'
import { shape } from './config.ts'
import { eventHandlers, rpcServices } from './handlers.ts'
import { startReaper } from './reaper.ts'

const name = 'stations'
const schema = 'stations'
/** `ce_source` of what this service says. */
const source = '/chargeplane/stations'
/** The client gives up a second after the server should have: within the 2 s that an edge waits for a decision. */
const rpcStatementTimeoutMs = 800
const maxEdgeClients = 256

await runService({
  name,
  shape,
  migrations: { schema, directories: [eventsMigrations, new URL('../migrations/', import.meta.url)] },
  // The topics of every service: no process makes one while it runs, and somebody has to have made them before the first.
  async prepare(config) {
    if (!config.STATIONS_CREATE_TOPICS) return
    await ensureTopics({
      brokers: config.KAFKA_BROKERS,
      topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX,
      partitions: config.CHARGEPLANE_TOPIC_PARTITIONS,
      replicationFactor: config.CHARGEPLANE_TOPIC_REPLICATION_FACTOR,
    })
  },
  async start({ config, log, onStop, listening }) {
    // Two pools: what is consumed after an outage, batch by batch, must not keep a boot waiting for a connection.
    const pool = { url: config.DATABASE_URL, schema, poolSize: Math.max(2, Math.ceil(config.DATABASE_POOL_SIZE / 2)) }
    const database = openDatabase({ ...pool, applicationName: name, statementTimeoutMs: rpcStatementTimeoutMs })
    onStop('database', () => database.close())
    const eventDatabase = openDatabase({ ...pool, applicationName: `${name} events` })
    onStop('event database', () => eventDatabase.close())
    const routing = openRouting({ url: config.REDIS_URL, prefix: config.CHARGEPLANE_REDIS_PREFIX })
    onStop('routing', () => routing.close())

    const kafka = { brokers: config.KAFKA_BROKERS, clientId: name, topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX }
    const producer = await openProducer({ ...kafka, source })
    onStop('producer', () => producer.close())
    const outbox = startOutbox({ database: eventDatabase, producer })
    onStop('outbox', () => outbox.close())
    const emit: Emit = (tx, event) => emitEvent(tx, event, source)

    const access = openAccessBook(database, {
      max: config.STATIONS_ACCESS_CACHE_SIZE,
      freshMs: config.STATIONS_ACCESS_CACHE_TTL_MS,
    })
    // What the other instances change is heard from the topic; what this one changes it knows at once.
    const tail = await tailEvents({
      ...kafka,
      topics: ['stations.events'],
      fromBeginning: false,
      onEvent: event => {
        if (event.type === 'chargeplane.stations.v1.StationAccessChanged') access.changed(event.data)
      },
    })
    onStop('access changes', () => tail.close())
    log.info('stations are remembered', { count: await access.warmUp() })

    const consumer = await consumeEvents({
      ...kafka,
      group: name,
      topics: ['ocpp.connections', 'ocpp.stations'],
      database: eventDatabase,
      handlers: eventHandlers,
      afterCommit: () => outbox.poke(),
    })
    onStop('consumer', () => consumer.close())
    const committed = () => outbox.poke()
    const reaper = startReaper(
      { routing, database: eventDatabase, emit, committed, log },
      config.STATIONS_REAPER_INTERVAL_MS,
    )
    onStop('reaper', () => reaper.close())

    const edges = openEdgeClients(maxEdgeClients)
    onStop('edge clients', () => edges.close())
    const services = rpcServices({
      database,
      access,
      routing,
      edges,
      emit,
      log,
      poke: () => outbox.poke(),
      committed(address) {
        access.changed(address)
        outbox.poke()
      },
      pepper: config.CHARGEPLANE_PASSWORD_PEPPER,
      unknownPolicy: config.STATIONS_UNKNOWN_POLICY,
      heartbeatIntervalS: config.STATIONS_HEARTBEAT_INTERVAL_S,
      pendingIntervalS: config.STATIONS_PENDING_INTERVAL_S,
      random: Math.random,
      defaultTimeoutMs: config.STATIONS_COMMAND_TIMEOUT_MS,
    })
    // No readiness probe asks for PostgreSQL, Redis or Kafka: what can be answered without them must stay reachable.
    const rpc = await serveRpc({ host: config.GRPC_HOST, port: config.GRPC_PORT, services })
    onStop('rpc', () => rpc.close())
    listening('grpc', rpc.port)
  },
})
