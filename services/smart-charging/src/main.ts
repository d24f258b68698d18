// Smart charging: keeps every site within its limit by charging profiles. It decides limits; stations and edges deliver them.
import { openDatabase } from '@chargeplane/database'
import { consumeEvents, eventsMigrations, openProducer, startOutbox } from '@chargeplane/events'
import { CommandServiceService } from '@chargeplane/proto/stations/v1/stations'
import { rpcClient, serveRpc } from '@chargeplane/rpc'
import { runService } from '@chargeplane/service'
import { shape } from './config.ts'
import { startDispatcher } from './dispatcher.ts'
import { eventHandlers, siteService } from './handlers.ts'
import { limitSender } from './send-limit.ts'

const schema = 'smart_charging'
const name = 'smart-charging'

await runService({
  name,
  shape,
  migrations: { schema, directories: [eventsMigrations, new URL('../migrations/', import.meta.url)] },
  async start({ config, log, onStop, listening }) {
    const kafka = { brokers: config.KAFKA_BROKERS, clientId: name, topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX }
    const database = openDatabase({
      url: config.DATABASE_URL,
      schema,
      applicationName: name,
      poolSize: config.DATABASE_POOL_SIZE,
    })
    onStop('database', () => database.close())
    const producer = await openProducer({ ...kafka, source: name })
    onStop('producer', () => producer.close())
    const outbox = startOutbox({ database, producer })
    onStop('outbox', () => outbox.close())
    const stations = rpcClient(CommandServiceService, config.CHARGEPLANE_STATIONS_ADDRESS, { retries: 0 })
    onStop('stations client', () => stations.close())
    const dispatcher = startDispatcher({
      database,
      sendLimit: limitSender(stations, config.SMART_CHARGING_COMMAND_TIMEOUT_MS, log),
      log,
      pollMs: config.SMART_CHARGING_POLL_MS,
      retryMs: config.SMART_CHARGING_RETRY_MS,
      poke: () => outbox.poke(),
    })
    onStop('dispatcher', () => dispatcher.close())
    const consumer = await consumeEvents({
      ...kafka,
      group: name,
      topics: ['transactions.events', 'ocpp.connections'],
      database,
      handlers: eventHandlers,
      afterCommit: () => dispatcher.poke(),
    })
    onStop('consumer', () => consumer.close())
    const rpc = await serveRpc({
      host: config.GRPC_HOST,
      port: config.GRPC_PORT,
      services: [siteService(database, dispatcher.poke)],
    })
    onStop('rpc', () => rpc.close())
    listening('grpc', rpc.port)
  },
})
