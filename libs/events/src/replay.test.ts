import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import {
  consumeEvents,
  type EventConsumer,
  type EventProducer,
  type Outbox,
  openProducer,
  replayDeadLetters,
  startOutbox,
} from './index.ts'
import {
  createTestKafka,
  createTestStore,
  type TestKafka,
  type TestStore,
  transactionEvent,
  until,
} from './test-support.ts'

describe('replayDeadLetters', () => {
  let kafka: TestKafka
  let store: TestStore
  let producer: EventProducer
  let outbox: Outbox
  const consumers: EventConsumer[] = []
  const broken = new Set(['shop', 'other'])

  before(async () => {
    kafka = await createTestKafka(['ocpp.transactions'])
    store = await createTestStore(10)
    producer = await openProducer({ ...kafka, source: '/test' })
    outbox = startOutbox({ database: store.db, producer })
    for (const group of ['shop', 'other']) {
      const consumer = await consumeEvents({
        ...kafka,
        group,
        topics: ['ocpp.transactions'],
        database: store.db,
        afterCommit: () => outbox.poke(),
        handlers: {
          'chargeplane.ocpp.v1.TransactionEvent': async (event, { tx }) => {
            if (broken.has(group) && event.id.startsWith('bad-')) throw fail('internal', 'a bug')
            await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [
              event.id,
              event.subject,
              group,
            ])
          },
        },
      })
      consumers.push(consumer)
    }
  })
  after(async () => {
    await Promise.all(consumers.map(consumer => consumer.close()))
    await outbox.close()
    await producer.close()
    await kafka.drop()
    await store.drop()
  })

  const done = async (group: string): Promise<string[]> =>
    (await store.db.query<{ id: string }>('SELECT id FROM effects WHERE by = $1 ORDER BY id', [group])).map(
      row => row.id,
    )
  const dead = async (): Promise<number> => (await kafka.read('ocpp.transactions.dead')).length

  it('has nothing to replay at first', async () => {
    assert.equal(await replayDeadLetters({ ...kafka, topic: 'ocpp.transactions', group: 'shop' }), 0)
  })

  it('publishes the letters of one group again, as they were, once', async () => {
    for (const id of ['bad-1', 'good-1', 'bad-2']) await producer.publish(transactionEvent('CP-1', id))
    await until('both groups set two aside', async () => (await dead()) >= 4)
    assert.deepEqual(await done('shop'), ['good-1'])

    broken.clear()
    assert.equal(await replayDeadLetters({ ...kafka, topic: 'ocpp.transactions', group: 'shop' }), 2)
    await until('they are processed', async () => (await done('shop')).length >= 3)
    assert.deepEqual(await done('shop'), ['bad-1', 'bad-2', 'good-1'])

    const copies = (await kafka.read('ocpp.transactions')).filter(({ headers }) => String(headers?.ce_id) === 'bad-1')
    assert.equal(copies.length, 2)
    assert.deepEqual({ ...copies[1]?.headers }, { ...copies[0]?.headers })
    assert.deepEqual(
      [copies[1]?.key, copies[1]?.value, copies[1]?.partition],
      [copies[0]?.key, copies[0]?.value, copies[0]?.partition],
    )
  })

  it('goes on behind the last replay', async () => {
    assert.equal(await replayDeadLetters({ ...kafka, topic: 'ocpp.transactions', group: 'shop' }), 0)
    broken.add('shop')
    await producer.publish(transactionEvent('CP-1', 'bad-3'))
    await until('it is set aside', async () => (await dead()) >= 5)
    broken.clear()
    assert.equal(await replayDeadLetters({ ...kafka, topic: 'ocpp.transactions', group: 'shop' }), 1)
    await until('it is processed', async () => (await done('shop')).includes('bad-3'))
  })
})
