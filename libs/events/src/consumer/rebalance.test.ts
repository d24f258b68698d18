import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { TransactionStarted } from '@chargeplane/proto/transactions/v1/events'
import { consumeEvents, type EventConsumer, type EventProducer, openProducer } from '../index.ts'
import {
  createTestKafka,
  createTestStore,
  type TestKafka,
  type TestStore,
  transactionEnded,
  until,
} from '../test-support.ts'

describe('two consumers of one group', () => {
  let kafka: TestKafka
  let store: TestStore
  let producer: EventProducer

  before(async () => {
    kafka = await createTestKafka(['transactions.events'], 6)
    store = await createTestStore(20)
    producer = await openProducer({ ...kafka, source: '/test' })
  })
  after(async () => {
    await producer.close()
    await kafka.drop()
    await store.drop()
  })

  function start(by: string): Promise<EventConsumer> {
    return consumeEvents({
      ...kafka,
      group: 'shop',
      topics: ['transactions.events'],
      database: store.db,
      maxRecords: 20,
      handlers: {
        'chargeplane.transactions.v1.TransactionEnded': async (event, { tx }) => {
          await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [event.id, event.subject, by])
        },
      },
    })
  }

  /** Of a type that nobody here handles. */
  function unhandled(station: string, id: string): Promise<void> {
    const type = 'chargeplane.transactions.v1.TransactionStarted'
    const data = TransactionStarted.fromPartial({ stationId: station })
    return producer.publish({ type, tenant: 'default', subject: station, id, data })
  }

  it('share the work, and have each event once while they come and go, among many that they pass over', async () => {
    let sent = 0
    let stopped = false
    const sending = (async () => {
      while (!stopped) {
        await Promise.all(
          Array.from({ length: 50 }, () => {
            const i = sent++
            return producer.publish(transactionEnded(`CP-${i % 60}`, `e-${String(i).padStart(6, '0')}`))
          }),
        )
        await Promise.all(Array.from({ length: 20 }, (_, i) => unhandled(`CP-${i}`, `u-${i}`)))
      }
    })()
    const count = async (by: string): Promise<number> => {
      const [row] = await store.db.query<{ n: bigint }>('SELECT count(*) AS n FROM effects WHERE by = $1', [by])
      return Number(row?.n)
    }
    const steady = await start('steady')
    for (const guest of ['guest-1', 'guest-2', 'guest-3']) {
      const coming = await start(guest)
      await until(`${guest} has its share`, async () => (await count(guest)) > 100)
      const before_ = await count('steady')
      await until('the other one goes on too', async () => (await count('steady')) > before_)
      await coming.close()
    }
    stopped = true
    await sending
    const total = async (): Promise<number> =>
      Number((await store.db.query<{ n: bigint }>('SELECT count(*) AS n FROM effects'))[0]?.n)
    await until('all are done', async () => (await total()) >= sent)
    await steady.close()

    const rows = await store.db.query<{ id: string; station: string }>('SELECT id, station FROM effects ORDER BY seq')
    assert.equal(rows.length, sent)
    assert.equal(new Set(rows.map(row => row.id)).size, sent)
    const byStation = new Map<string, string[]>()
    for (const { id, station } of rows) byStation.set(station, [...(byStation.get(station) ?? []), id])
    for (const ids of byStation.values()) assert.deepEqual(ids, [...ids].sort())
  })
})
