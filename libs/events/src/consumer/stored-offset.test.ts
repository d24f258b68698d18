import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { consumeEvents, type EventConsumer, type EventProducer, openProducer } from '../index.ts'
import {
  createTestKafka,
  createTestStore,
  type TestKafka,
  type TestStore,
  transactionEvent,
  until,
} from '../test-support.ts'

describe('the stored offset', () => {
  let kafka: TestKafka
  let store: TestStore
  let producer: EventProducer
  let consumer: EventConsumer | undefined

  before(async () => {
    store = await createTestStore()
  })
  after(() => store.drop())
  beforeEach(async () => {
    kafka = await createTestKafka(['ocpp.transactions'], 1)
    producer = await openProducer({ ...kafka, source: '/test' })
  })
  afterEach(async () => {
    await consumer?.close()
    await producer.close()
    await kafka.drop()
    await store.db.query('TRUNCATE effects, consumer_offsets')
  })

  /** What retention does: the first records go. */
  async function expire(before: number): Promise<void> {
    const topic = `${kafka.topicPrefix}ocpp.transactions`
    // kafkajs looks for the leader before it has asked for the topic; this asks.
    await kafka.admin.fetchTopicOffsets(topic)
    await kafka.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(before) }] })
  }

  const publish = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) await producer.publish(transactionEvent('CP-1', `e${i}`))
  }
  const effects = async (): Promise<string[]> =>
    (await store.db.query<{ id: string }>('SELECT id FROM effects ORDER BY seq')).map(row => row.id)
  const named = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `e${from + i}`)
  const store_ = (next: number): Promise<unknown> =>
    store.db.query('UPDATE consumer_offsets SET next_offset = $1', [next])
  const stored = async (): Promise<bigint | undefined> =>
    (await store.db.query<{ next_offset: bigint }>('SELECT next_offset FROM consumer_offsets'))[0]?.next_offset

  async function start(options: { maxRecords?: number; during?: (id: string) => void } = {}): Promise<void> {
    consumer = await consumeEvents({
      ...kafka,
      group: 'shop',
      topics: ['ocpp.transactions'],
      database: store.db,
      ...(options.maxRecords ? { maxRecords: options.maxRecords } : {}),
      handlers: {
        'chargeplane.ocpp.v1.TransactionEvent': async (event, { tx }) => {
          await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [event.id, event.subject, 'a'])
          options.during?.(event.id)
        },
      },
    })
  }

  async function stop(): Promise<void> {
    await consumer?.close()
    consumer = undefined
  }

  async function runOnce(count: number): Promise<void> {
    await start()
    await until(`${count} effects`, async () => (await effects()).length >= count)
    await until('Kafka knows it too', async () => {
      const [topic] = await kafka.admin.fetchOffsets({
        groupId: `${kafka.topicPrefix}shop`,
        topics: [`${kafka.topicPrefix}ocpp.transactions`],
      })
      return topic?.partitions[0]?.offset === String(count)
    })
    await stop()
  }

  it('wins when it is behind what Kafka remembers, also when nothing new arrives: a restored backup', async () => {
    await publish(0, 10)
    await runOnce(10)
    await store_(4)
    await store.db.query(`DELETE FROM effects WHERE id >= 'e4'`)
    await start()
    await until('they are done again', async () => (await effects()).length >= 10)
    assert.deepEqual(await effects(), named(0, 10))
  })

  it('wins when it is ahead of what Kafka remembers', async () => {
    await publish(0, 10)
    await runOnce(10)
    await publish(10, 20)
    await store_(15)
    await start()
    await until('the rest is done', async () => (await effects()).length >= 15)
    assert.deepEqual(await effects(), [...named(0, 10), ...named(15, 20)])
  })

  it('means the beginning when there is none, whatever Kafka remembers: a rebuilt projection', async () => {
    await publish(0, 10)
    await runOnce(10)
    await store.db.query('TRUNCATE effects, consumer_offsets')
    await start()
    await until('all are done again', async () => (await effects()).length >= 10)
    assert.deepEqual(await effects(), named(0, 10))
  })

  it('gives way to the earliest record when retention has deleted what it points at', async () => {
    await publish(0, 20)
    await runOnce(20)
    await store_(5)
    await store.db.query('TRUNCATE effects')
    await expire(12)
    await start()
    await until('what is left is done', async () => (await effects()).length >= 8)
    assert.deepEqual(await effects(), named(12, 20))
    assert.equal(await stored(), 20n)
  })

  it('is not an error for a new group that retention has been before', async () => {
    await publish(0, 20)
    await expire(12)
    await start()
    await until('what is left is done', async () => (await effects()).length >= 8)
    assert.deepEqual(await effects(), named(12, 20))
  })

  it('gives way to the earliest record when the topic ends before it: a topic made anew', async () => {
    await publish(0, 10)
    await runOnce(10)
    await store_(1000)
    await store.db.query('TRUNCATE effects')
    await start()
    await until('all are done again', async () => (await effects()).length >= 10)
    await publish(10, 12)
    await until('new ones too', async () => (await effects()).length >= 12)
    assert.deepEqual(await effects(), named(0, 12))
  })

  it('moved by a rival in the middle of a batch, is followed', async () => {
    await publish(0, 60)
    let rival: Promise<unknown> | undefined
    await start({
      maxRecords: 1,
      during: id => {
        // Waits for the row's lock, and has it after this record or one of the next.
        if (id === 'e10') rival ??= store_(55)
      },
    })
    await until('the rest is done', async () => (await effects()).includes('e59'))
    await rival
    const done = await effects()
    const leftAt = done.length - 5
    assert.ok(leftAt > 10 && leftAt < 55)
    assert.deepEqual(done, [...named(0, leftAt), ...named(55, 60)])
  })
})
