// For crash.test.ts: a consumer process with an outbox relay, to be killed. Its options come as JSON in the first argument.
import { openDatabase } from '@chargeplane/database'
import { consumeEvents, openProducer, startOutbox } from '../index.ts'
import type { KafkaOptions } from '../kafka.ts'
import { transactionEnded } from '../test-support.ts'

export interface ChildOptions extends KafkaOptions {
  url: string
  group: string
  /** Written beside each effect. */
  by: string
}

const options: ChildOptions = JSON.parse(process.argv[2] ?? '{}')
const database = openDatabase({ url: options.url, schema: 'shop', applicationName: options.by, poolSize: 6 })
const producer = await openProducer({ ...options, source: '/child' })
const outbox = startOutbox({ database, producer })
await consumeEvents({
  ...options,
  topics: ['ocpp.transactions'],
  database,
  sessionTimeoutMs: 6000,
  maxRecords: 50,
  afterCommit: () => outbox.poke(),
  handlers: {
    'chargeplane.ocpp.v1.TransactionEvent': async (event, { tx, emit }) => {
      await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [event.id, event.subject, options.by])
      await emit(transactionEnded(event.subject, `ended-${event.id}`))
    },
  },
})
