// Transactions and meter values, whatever order they arrive in.
import { openDatabase } from '@chargeplane/database'
import { consumeEvents, emitEvent, openProducer, startOutbox } from '@chargeplane/events'
import { serveRpc } from '@chargeplane/rpc'
import { runService } from '@chargeplane/service'
import { shape } from './config.ts'
import { eventHandlers, rpcServices } from './handlers.ts'
import { migrations, schema } from './migrations.ts'
import { periodically } from './periodically.ts'
import { settleOverdue } from './settle-overdue.ts'
import { meterValuePartitions } from './store/partitions.ts'

const name = 'transactions'
const source = `/chargeplane/${name}`
/** Callers wait 5 s: a statement that takes longer answers nobody. */
const rpcStatementTimeoutMs = 4000
const settleEveryMs = 2000
const partitionsEveryMs = 3_600_000

await runService({
  name,
  shape,
  migrations: { schema, directories: migrations },
  async start({ config, log, onStop, listening }) {
    const now = () => new Date()
    // Two pools: what is consumed after an outage, batch by batch, must not keep a caller waiting for a connection.
    const pool = { url: config.DATABASE_URL, schema, poolSize: Math.max(6, Math.ceil(config.DATABASE_POOL_SIZE / 2)) }
    const database = openDatabase({ ...pool, applicationName: name, statementTimeoutMs: rpcStatementTimeoutMs })
    onStop('database', () => database.close())
    const eventDatabase = openDatabase({ ...pool, applicationName: `${name} events` })
    onStop('event database', () => eventDatabase.close())

    const kafka = { brokers: config.KAFKA_BROKERS, clientId: name, topicPrefix: config.CHARGEPLANE_TOPIC_PREFIX }
    const producer = await openProducer({ ...kafka, source })
    onStop('producer', () => producer.close())
    const outbox = startOutbox({ database: eventDatabase, producer })
    onStop('outbox', () => outbox.close())

    const partitions = meterValuePartitions(eventDatabase, now)
    // PostgreSQL may be away at the start: then the first reading of a month, or the next round, makes its partition.
    await partitions.createAhead().catch(error => log.warn('partitions are not made yet', { error }))
    const ahead = periodically('partitions', partitionsEveryMs, log, () => partitions.createAhead())
    onStop('partitions', () => ahead.close())

    const consumer = await consumeEvents({
      ...kafka,
      group: name,
      topics: ['ocpp.transactions'],
      database: eventDatabase,
      handlers: eventHandlers(partitions, now),
      source,
      afterCommit: () => outbox.poke(),
    })
    onStop('consumer', () => consumer.close())

    const graces = { startMs: config.TRANSACTIONS_START_GRACE_MS, gapMs: config.TRANSACTIONS_GAP_GRACE_MS }
    const overdue = periodically('overdue ends', settleEveryMs, log, async () => {
      const settled = await settleOverdue(eventDatabase, tx => event => emitEvent(tx, event, source), graces, now())
      if (settled > 0) outbox.poke()
    })
    onStop('overdue ends', () => overdue.close())

    const rpc = await serveRpc({ host: config.GRPC_HOST, port: config.GRPC_PORT, services: rpcServices(database) })
    onStop('rpc', () => rpc.close())
    listening('grpc', rpc.port)
  },
})
