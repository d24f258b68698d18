// Publishes at a rate, consumes in the same process, and counts.
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase, type Database, migrate, openDatabase, type Queryable } from '@chargeplane/database'
import { consumeEvents, ensureTopics, eventsMigrations, type NewEvent, openProducer } from '@chargeplane/events'
import { TransactionEnded, TransactionStarted } from '@chargeplane/proto/transactions/v1/events'
import { givenBackends } from '../../harness/platform.ts'
import { takenBy } from '../pool/processes.ts'

export interface ConsumingOptions {
  records: number
  perSecond: number
  /** Share of the records whose type is handled, from 0 to 1. */
  handledShare: number
  partitions: number
}

/** Per record, handled or not. */
export interface ConsumingCost {
  ownUs: number
  postgresUs: number
  transactions: number
  statements: number
  p50Ms: number
  p99Ms: number
}

const stations = 1000
const handled = 'chargeplane.transactions.v1.TransactionEnded'

/** Statements that go over the wire, those that frame a transaction among them. */
function counting(database: Database): { database: Database; count: { transactions: number; statements: number } } {
  const count = { transactions: 0, statements: 0 }
  const counted = (queryable: Queryable): Queryable => ({
    query(sql, values) {
      count.statements++
      return queryable.query(sql, values)
    },
  })
  return {
    count,
    database: {
      ...database,
      ...counted(database),
      transaction(run) {
        count.transactions++
        count.statements += 2
        return database.transaction(tx => run(counted(tx)))
      },
    },
  }
}

function eventAt(i: number, isHandled: boolean): NewEvent {
  const stationId = `CP-${i % stations}`
  const about = { tenant: 'default', subject: stationId, id: `${performance.now()}/${i}` }
  if (isHandled) return { ...about, type: handled, data: TransactionEnded.fromPartial({ stationId }) }
  return {
    ...about,
    type: 'chargeplane.transactions.v1.TransactionStarted',
    data: TransactionStarted.fromPartial({ stationId }),
  }
}

/** Processor time of the server's processes that serve this database, s. They live as long as their connections. */
async function backendSeconds(database: Database): Promise<number> {
  const rows = await database.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  )
  return rows.reduce((sum, { pid }) => sum + (takenBy(pid)?.cpuSeconds ?? 0), 0)
}

/** Calls `publish` for each number in [from, to), at an even rate, and waits for all. */
async function paced(
  from: number,
  to: number,
  perSecond: number,
  publish: (i: number) => Promise<void>,
): Promise<void> {
  const began = performance.now()
  const sent: Promise<void>[] = []
  for (let i = from; i < to; ) {
    const due = Math.min(to, from + Math.ceil(((performance.now() - began) / 1000) * perSecond))
    for (; i < due; i++) sent.push(publish(i))
    await sleep(2)
  }
  await Promise.all(sent)
}

export async function measureConsuming(options: ConsumingOptions): Promise<ConsumingCost> {
  const { kafkaBrokers, databaseUrl } = givenBackends()
  const kafka = { brokers: kafkaBrokers.split(','), clientId: 'bench', topicPrefix: `bench${Date.now()}.` }
  const store = await createTestDatabase(databaseUrl)
  await migrate(store.url, 'bench', eventsMigrations)
  const pool = { url: store.url, schema: 'bench', applicationName: 'bench' }
  const watching = openDatabase({ ...pool, poolSize: 1 })
  const opened = openDatabase({ ...pool, poolSize: 6 })
  await watching.query('CREATE TABLE seen (station text PRIMARY KEY, times bigint NOT NULL)')
  await ensureTopics({ ...kafka, partitions: options.partitions, replicationFactor: 1 })
  const producer = await openProducer({ ...kafka, source: '/bench' })
  const { database, count } = counting(opened)
  const waits: number[] = []
  const consumer = await consumeEvents({
    ...kafka,
    group: 'bench',
    topics: ['transactions.events'],
    database,
    handlers: {
      [handled]: async (event, { tx }) => {
        await tx.query('INSERT INTO seen VALUES ($1, 1) ON CONFLICT (station) DO UPDATE SET times = seen.times + 1', [
          event.subject,
        ])
        waits.push(performance.now() - Number.parseFloat(event.id))
      },
    },
  })
  let published = 0
  const share = (i: number) => Math.floor((i + 1) * options.handledShare) > Math.floor(i * options.handledShare)
  const publish = async (i: number): Promise<void> => {
    if (share(i)) published++
    await producer.publish(eventAt(i, share(i)))
  }
  const consumed = async (): Promise<void> => {
    while (waits.length < published) await sleep(20)
  }
  try {
    await consumer.ready()
    // The first records open connections and prepare statements.
    const warmUp = Math.ceil(options.perSecond * 2)
    await paced(0, warmUp, options.perSecond, publish)
    await consumed()
    waits.length = published = 0
    const before = { own: process.cpuUsage(), backends: await backendSeconds(watching), ...count }
    await paced(warmUp, warmUp + options.records, options.perSecond, publish)
    await consumed()
    const own = process.cpuUsage(before.own)
    const sorted = waits.sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
    return {
      ownUs: (own.user + own.system) / options.records,
      postgresUs: ((await backendSeconds(watching)) - before.backends) * (1e6 / options.records),
      transactions: (count.transactions - before.transactions) / options.records,
      statements: (count.statements - before.statements) / options.records,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
    }
  } finally {
    await consumer.close()
    await producer.close()
    await opened.close()
    await watching.close()
    await store.drop()
  }
}
