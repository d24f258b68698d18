import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, openDatabase } from '@chargeplane/database'
import { startTcpProxy, type TcpProxy } from '@chargeplane/database/testing'
import { fail } from '@chargeplane/failure'
import {
  consumeEvents,
  type EventConsumer,
  type EventProducer,
  type Outbox,
  openProducer,
  startOutbox,
} from '../index.ts'
import {
  createTestKafka,
  createTestStore,
  type TestKafka,
  type TestStore,
  transactionEnded,
  transactionEvent,
  until,
} from '../test-support.ts'

describe('a consumer whose database goes away', () => {
  let kafka: TestKafka
  let store: TestStore
  let producer: EventProducer
  let proxy: TcpProxy
  let database: Database
  let outbox: Outbox
  let consumer: EventConsumer
  let peerAway = false

  before(async () => {
    kafka = await createTestKafka(['ocpp.transactions', 'transactions.events'])
    store = await createTestStore()
    const { hostname, port } = new URL(store.url)
    proxy = await startTcpProxy(hostname, Number(port))
    database = openDatabase({
      url: proxy.urlOf(store.url),
      schema: 'shop',
      applicationName: 'outage',
      poolSize: 6,
      statementTimeoutMs: 1000,
    })
    producer = await openProducer({ ...kafka, source: '/test' })
    outbox = startOutbox({ database, producer })
    consumer = await consumeEvents({
      ...kafka,
      group: 'shop',
      topics: ['ocpp.transactions'],
      database,
      sessionTimeoutMs: 6000,
      afterCommit: () => outbox.poke(),
      handlers: {
        'chargeplane.ocpp.v1.TransactionEvent': async (event, { tx, emit }) => {
          await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [event.id, event.subject, 'a'])
          await emit(transactionEnded(event.subject, `ended-${event.id}`))
          if (peerAway) throw fail('unavailable', 'a peer is away')
        },
      },
    })
    await consumer.ready()
  })
  afterEach(() => proxy.heal())
  after(async () => {
    await consumer.close()
    await outbox.close()
    await producer.close()
    await database.close()
    await proxy.close()
    await kafka.drop()
    await store.drop()
  })

  const publish = (prefix: string, count: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: count }, (_, i) => producer.publish(transactionEvent(`CP-${i % 9}`, `${prefix}${i}`))),
    )

  async function assertOnce(prefix: string, count: number): Promise<void> {
    const done = async (): Promise<string[]> =>
      (await store.db.query<{ id: string }>('SELECT id FROM effects WHERE id LIKE $1', [`${prefix}%`])).map(
        row => row.id,
      )
    await until(`${count} of ${prefix} are done`, async () => (await done()).length >= count)
    await until('the outbox is empty', async () => (await store.db.query('SELECT 1 FROM outbox')).length === 0)
    assert.equal(new Set(await done()).size, count)
    assert.equal((await done()).length, count)
    const published = (await kafka.read('transactions.events')).map(({ headers }) => String(headers?.ce_id))
    assert.equal(new Set(published.filter(id => id.startsWith(`ended-${prefix}`))).size, count)
  }

  async function members(): Promise<string[]> {
    const { groups } = await kafka.admin.describeGroups([`${kafka.topicPrefix}shop`])
    return groups[0]?.members.map(member => member.memberId) ?? []
  }

  it('loses nothing and repeats nothing when connections are cut again and again', async () => {
    const sent = publish('cut-', 1500)
    for (let round = 0; round < 8; round++) {
      await sleep(40 + Math.random() * 150)
      await proxy.cut()
      await sleep(Math.random() * 300)
      await proxy.heal()
    }
    await sent
    await assertOnce('cut-', 1500)
  })

  it('stays a member of its group through an outage longer than its session, and goes on', async () => {
    await publish('long-', 10)
    await assertOnce('long-', 10)
    const before_ = await members()
    await proxy.cut()
    await publish('dark-', 100)
    // Two sessions of 6 s.
    await sleep(12_500)
    assert.deepEqual(await members(), before_)
    await proxy.heal()
    await assertOnce('dark-', 100)
    assert.deepEqual(await members(), before_)
  })

  it('is not taken in by a server that answers nothing', async () => {
    const sent = publish('frozen-', 200)
    await sleep(100)
    proxy.freeze()
    await sent
    await sleep(2500)
    await proxy.heal()
    await assertOnce('frozen-', 200)
  })

  it('repeats for ever what fails retryably, and never sets it aside', async () => {
    peerAway = true
    await publish('peer-', 20)
    await sleep(2000)
    peerAway = false
    await assertOnce('peer-', 20)
    assert.deepEqual(await kafka.read('ocpp.transactions.dead'), [])
  })

  it('closes while the database is away', async () => {
    await proxy.cut()
    await publish('closing-', 10)
    await sleep(500)
    const started = performance.now()
    await consumer.close()
    assert.ok(performance.now() - started < 5000, 'it did not wait for the database')
    assert.deepEqual(await members(), [])
  })
})
