// Billing: tariffs, charge detail records, the ledger and invoices.
import { openDatabase } from '@chargeplane/database'
import { consumeEvents, openProducer, startOutbox } from '@chargeplane/events'
import { serveRpc } from '@chargeplane/rpc'
import { runService } from '@chargeplane/service'
import { shape } from './config.ts'
import { handlers, rpcServices } from './handlers.ts'
import { migrations, schema } from './migrations.ts'

const name = 'billing'
/** Callers wait 5 s: a statement that takes longer answers nobody. */
const rpcStatementTimeoutMs = 4000

await runService({
  name,
  shape,
  migrations: { schema, directories: migrations },
  async start({ config, onStop, listening }) {
    // Two pools: what is consumed after an outage, batch by batch, must not keep a caller waiting for a connection.
    const pool = { url: config.DATABASE_URL, schema, poolSize: Math.max(5, Math.ceil(config.DATABASE_POOL_SIZE / 2)) }
    const database = openDatabase({ ...pool, applicationName: name, statementTimeoutMs: rpcStatementTimeoutMs })
    onStop('database', () => database.close())
    const eventDatabase = openDatabase({ ...pool, applicationName: `${name} events` })
    onStop('event database', () => eventDatabase.close())

    const kafka = { brokers: config.KAFKA_BROKERS, clientId: name, topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX }
    const producer = await openProducer({ ...kafka, source: `/chargeplane/${name}` })
    onStop('producer', () => producer.close())
    const outbox = startOutbox({ database: eventDatabase, producer })
    onStop('outbox', () => outbox.close())
    const consumer = await consumeEvents({
      ...kafka,
      group: name,
      topics: ['transactions.events'],
      database: eventDatabase,
      handlers,
      afterCommit: () => outbox.poke(),
    })
    onStop('consumer', () => consumer.close())

    const services = rpcServices(database, () => new Date())
    const rpc = await serveRpc({ host: config.GRPC_HOST, port: config.GRPC_PORT, services })
    onStop('rpc', () => rpc.close())
    listening('grpc', rpc.port)
  },
})
