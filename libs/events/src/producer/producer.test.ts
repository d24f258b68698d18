import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTcpProxy } from '@chargeplane/database/testing'
import type { Failure } from '@chargeplane/failure'
import { TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import { createTopics } from '../ensure-topics.ts'
import { type EventProducer, openProducer } from '../index.ts'
import { murmur2 } from '../murmur2.ts'
import { createTestKafka, type TestKafka, transactionEvent, until } from '../test-support.ts'

const partitions = 3

describe('openProducer', () => {
  let kafka: TestKafka
  let producer: EventProducer

  before(async () => {
    kafka = await createTestKafka(['ocpp.transactions', 'transactions.events'], partitions)
    producer = await openProducer({ ...kafka, source: '/test' })
  })
  after(async () => {
    await producer.close()
    await kafka.drop()
  })

  async function idsIn(topic: string): Promise<Map<string, string[]>> {
    const byKey = new Map<string, string[]>()
    for (const { key, headers } of await kafka.read(topic)) {
      const list = byKey.get(String(key)) ?? []
      list.push(String(headers?.ce_id))
      byKey.set(String(key), list)
    }
    return byKey
  }

  it('keeps the order of each key, and puts keys where the default partitioner does', async () => {
    const events = Array.from({ length: 3000 }, (_, i) =>
      transactionEvent(`CP-${i % 50}`, `order-${String(i).padStart(5, '0')}`),
    )
    await Promise.all(events.map(event => producer.publish(event)))
    assert.equal(producer.pending, 0)
    assert.ok(producer.connected)
    const byKey = await idsIn('ocpp.transactions')
    assert.equal([...byKey.values()].flat().length, events.length)
    for (const ids of byKey.values()) assert.deepEqual(ids, [...ids].sort())
    for (const { key, partition } of await kafka.read('ocpp.transactions')) {
      assert.equal(partition, murmur2(key ?? Buffer.alloc(0)) % partitions)
    }
  })

  it('publishes records of several topics, null values and binary keys as they are', async () => {
    const value = Buffer.from([0, 255, 10])
    await producer.publishRecords([
      {
        topic: 'transactions.events',
        key: Buffer.from([1, 200]),
        value,
        headers: { raw: Buffer.from([255]), twice: ['a', 'b'] },
      },
      { topic: 'ocpp.transactions.dead', key: null, value: null, headers: {} },
    ])
    const [record] = await kafka.read('transactions.events')
    assert.deepEqual(record?.key, Buffer.from([1, 200]))
    assert.deepEqual(record?.value, value)
    assert.deepEqual({ ...record?.headers }, { raw: Buffer.from([255]), twice: [Buffer.from('a'), Buffer.from('b')] })
    const [dead] = await kafka.read('ocpp.transactions.dead')
    assert.deepEqual([dead?.key, dead?.value], [null, null])
  })

  it('has nothing to do for no records', async () => {
    await producer.publishRecords([])
  })

  it('rejects what is no event, before Kafka hears of it', async () => {
    await assert.rejects(
      producer.publish({ ...transactionEvent('CP-1', 'x'), id: '' }),
      (error: Failure) => error.field === 'id',
    )
  })

  it('rejects only the record that a broker refuses', async () => {
    await createTopics(kafka.admin, [
      {
        topic: `${kafka.topicPrefix}billing.events`,
        numPartitions: 1,
        configEntries: [{ name: 'max.message.bytes', value: '4000' }],
      },
    ])
    const record = (id: string, bytes: number) => ({
      topic: 'billing.events',
      key: id,
      value: Buffer.alloc(bytes),
      headers: { ce_id: id },
    })
    const sizes = [10, 10, 9000, 10, 9000, 10]
    const results = await Promise.allSettled(sizes.map((bytes, i) => producer.publishRecords([record(`r${i}`, bytes)])))
    assert.deepEqual(
      results.map(({ status }) => status),
      sizes.map(bytes => (bytes > 4000 ? 'rejected' : 'fulfilled')),
    )
    const refused = results.find(result => result.status === 'rejected')
    assert.equal(refused?.reason.code, 'invalid_argument')
    assert.deepEqual([...(await idsIn('billing.events')).keys()], ['r0', 'r1', 'r3', 'r5'])
  })

  it('waits for a topic that is not there yet', async () => {
    const patient = await openProducer({ ...kafka, source: '/test' })
    const sent = patient.publishRecords([
      { topic: 'stations.events', key: 'a/b', value: Buffer.from('x'), headers: {} },
    ])
    await until('an attempt was made', () => patient.pending === 1)
    await createTopics(kafka.admin, [{ topic: `${kafka.topicPrefix}stations.events`, numPartitions: 1 }])
    await sent
    assert.equal((await kafka.read('stations.events')).length, 1)
    await patient.close()
  })

  it('waits for Kafka, bounded, and then delivers everything in order', async () => {
    const [host = '', port = ''] = (kafka.brokers[0] ?? '').split(':')
    const proxy = await startTcpProxy(host, Number(port))
    await proxy.cut()
    const waiting = await openProducer({
      ...kafka,
      brokers: [`127.0.0.1:${proxy.port}`],
      source: '/test',
      maxPending: 500,
    })
    const sent = Array.from({ length: 500 }, (_, i) =>
      waiting.publish(transactionEvent('CP-away', `away-${String(i).padStart(5, '0')}`)),
    )
    assert.equal(waiting.pending, 500)
    await assert.rejects(
      waiting.publish(transactionEvent('CP-away', 'too-many')),
      (error: Failure) => error.code === 'resource_exhausted',
    )
    assert.equal(waiting.connected, false)
    await proxy.heal()
    await Promise.all(sent)
    assert.equal(waiting.pending, 0)
    const ids = (await idsIn('ocpp.transactions')).get('default/CP-away') ?? []
    assert.deepEqual(
      ids,
      Array.from({ length: 500 }, (_, i) => `away-${String(i).padStart(5, '0')}`),
    )
    await waiting.close()
    await proxy.close()
  })

  it('goes on with a topic that was made anew under it', async () => {
    const topic = `${kafka.topicPrefix}smart-charging.events`
    const create = () => createTopics(kafka.admin, [{ topic, numPartitions: 1 }])
    const record = (id: string) => [
      { topic: 'smart-charging.events', key: 'a/b', value: Buffer.from('x'), headers: { ce_id: id } },
    ]
    await create()
    await producer.publishRecords(record('before'))
    await kafka.admin.deleteTopics({ topics: [topic] })
    await until('the topic is gone', async () => !(await kafka.admin.listTopics()).includes(topic))
    await create()
    await producer.publishRecords(record('after'))
    await producer.publishRecords(record('later'))
    assert.deepEqual((await idsIn('smart-charging.events')).get('a/b'), ['after', 'later'])
  })

  it('rejects what Kafka did not take when it is closed, and everything after', async () => {
    const away = await openProducer({ ...kafka, brokers: ['127.0.0.1:1'], source: '/test', closeTimeoutMs: 50 })
    const sent = away.publish(transactionEvent('CP-1', 'never'))
    const unavailable = (error: Failure): boolean => error.code === 'unavailable'
    const rejected = assert.rejects(sent, unavailable)
    await away.close()
    await rejected
    assert.equal(away.pending, 0)
    await assert.rejects(away.publish(transactionEvent('CP-1', 'late')), unavailable)
  })

  it('delivers what is pending before it closes', async () => {
    const leaving = await openProducer({ ...kafka, source: '/test' })
    const sent = Promise.all([1, 2, 3].map(i => leaving.publish(transactionEvent('CP-leaving', `leaving-${i}`))))
    await leaving.close()
    await sent
    assert.deepEqual((await idsIn('ocpp.transactions')).get('default/CP-leaving'), [
      'leaving-1',
      'leaving-2',
      'leaving-3',
    ])
  })

  it('keeps records of up to a megabyte apart that would not fit one batch', async () => {
    const data = TransactionEvent.fromPartial({ naturalKey: 'x'.repeat(700_000) })
    const sent = [1, 2, 3].map(i => producer.publish({ ...transactionEvent('CP-large', `large-${i}`), data }))
    await Promise.all(sent)
    assert.deepEqual((await idsIn('ocpp.transactions')).get('default/CP-large'), ['large-1', 'large-2', 'large-3'])
  })
})
