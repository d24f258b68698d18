import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import {
  consumeEvents,
  type EventConsumer,
  type EventProducer,
  type Handlers,
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

const type = 'chargeplane.ocpp.v1.TransactionEvent'

describe('a record that can not be processed', () => {
  let kafka: TestKafka
  let store: TestStore
  let producer: EventProducer
  let outbox: Outbox
  let consumer: EventConsumer

  before(async () => {
    store = await createTestStore()
    await store.db.query('CREATE TABLE parents (id text PRIMARY KEY)')
    await store.db.query('CREATE TABLE children (parent text REFERENCES parents DEFERRABLE INITIALLY DEFERRED)')
  })
  after(() => store.drop())
  afterEach(async () => {
    await consumer.close()
    await outbox.close()
    await producer.close()
    await kafka.drop()
    await store.db.query('TRUNCATE effects')
  })

  async function start(handlers: Handlers): Promise<void> {
    kafka = await createTestKafka(['ocpp.transactions', 'transactions.events'], 1)
    producer = await openProducer({ ...kafka, source: '/test' })
    outbox = startOutbox({ database: store.db, producer })
    const options = { ...kafka, group: 'shop', topics: ['ocpp.transactions'] as const, database: store.db, handlers }
    consumer = await consumeEvents({ ...options, afterCommit: () => outbox.poke() })
  }

  const publish = (...ids: string[]) => Promise.all(ids.map(id => producer.publish(transactionEvent('CP-1', id))))
  const done = async (): Promise<string[]> =>
    (await store.db.query<{ id: string }>('SELECT id FROM effects ORDER BY seq')).map(row => row.id)
  const text = (value: unknown): string => String(value)

  it('is set aside whole after three tries, with the reason, and what follows is processed', async () => {
    const tries: string[] = []
    await start({
      [type]: async (event, { tx, emit }) => {
        tries.push(event.id)
        await emit(transactionEnded(event.subject, `ended-${event.id}`))
        await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [event.id, event.subject, 'a'])
        if (event.id === 'poison') throw fail('invalid_argument', 'the meter runs backwards', { field: 'meter' })
      },
    })
    await publish('before', 'poison', 'behind')
    await until('the last is done', async () => (await done()).includes('behind'))
    assert.deepEqual(await done(), ['before', 'behind'])
    assert.equal(tries.filter(id => id === 'poison').length, 3)
    await until('what was emitted is published', async () => (await kafka.read('transactions.events')).length >= 2)
    const emitted = (await kafka.read('transactions.events')).map(({ headers }) => text(headers?.ce_id))
    assert.deepEqual(emitted, ['ended-before', 'ended-behind'])

    await until('it is in the dead topic', async () => (await kafka.read('ocpp.transactions.dead')).length > 0)
    const [dead, ...others] = await kafka.read('ocpp.transactions.dead')
    const original = (await kafka.read('ocpp.transactions')).find(record => text(record.headers?.ce_id) === 'poison')
    assert.deepEqual(others, [])
    assert.deepEqual([dead?.key, dead?.value], [original?.key, original?.value])
    const { dlq_error, dlq_attempts, dlq_group, dlq_source, ...rest } = dead?.headers ?? {}
    assert.deepEqual({ ...rest }, { ...original?.headers })
    assert.equal(text(dlq_error), 'invalid_argument: the meter runs backwards')
    assert.equal(text(dlq_attempts), '3')
    assert.equal(text(dlq_group), 'shop')
    assert.equal(text(dlq_source), `ocpp.transactions/0/${original?.offset}`)
  })

  it('does not take the effects of its neighbours with it, whatever kind of error it is', async () => {
    await start({
      [type]: async (event, { tx }) => {
        await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [event.id, event.subject, 'a'])
        if (event.id === 'sql') await tx.query('SELECT 1 / 0')
        if (event.id === 'bug') throw new TypeError('x is not a function')
        // Checked at the commit only, where it would be everybody's fault.
        if (event.id === 'orphan') await tx.query(`INSERT INTO children VALUES ('nobody')`)
        if (event.id === 'adopted') {
          await tx.query(`INSERT INTO children VALUES ('somebody')`)
          await tx.query(`INSERT INTO parents VALUES ('somebody')`)
        }
      },
    })
    await publish('a', 'sql', 'b', 'bug', 'c', 'orphan', 'adopted', 'd')
    await until('the last is done', async () => (await done()).includes('d'))
    assert.deepEqual(await done(), ['a', 'b', 'c', 'adopted', 'd'])
    await until('all are in the dead topic', async () => (await kafka.read('ocpp.transactions.dead')).length >= 3)
    const dead = await kafka.read('ocpp.transactions.dead')
    assert.deepEqual(
      dead.map(({ headers }) => [text(headers?.ce_id), text(headers?.dlq_error)]),
      [
        ['sql', 'invalid_argument: division by zero: division by zero'],
        ['bug', 'internal: internal error: x is not a function'],
        [
          'orphan',
          'invalid_argument: insert or update on table "children" violates foreign key constraint "children_parent_fkey": ' +
            'insert or update on table "children" violates foreign key constraint "children_parent_fkey"',
        ],
      ],
    )
  })

  it('is set aside at once when it is no event at all', async () => {
    await start({
      [type]: async (event, { tx }) =>
        void (await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $1, $1)', [event.id])),
    })
    const headers = { ce_specversion: '1.0', ce_type: type, ce_id: 'broken', ce_subject: 'CP-1', odd: 'a\u0000b' }
    const bytes = Buffer.from([0xff, 0x00, 0xff])
    await kafka.produceRaw('ocpp.transactions', [
      { key: 'default/CP-1', value: bytes, headers },
      { key: 'default/CP-1', value: Buffer.from('no headers'), headers: {} },
      { key: null, value: null, headers },
    ])
    await publish('behind')
    await until('what follows is done', async () => (await done()).includes('behind'))
    await until('all are in the dead topic', async () => (await kafka.read('ocpp.transactions.dead')).length >= 3)
    const dead = await kafka.read('ocpp.transactions.dead')
    assert.deepEqual(
      dead.map(({ key, value, headers: own }) => [
        key?.toString(),
        value?.toString('hex'),
        text(own?.odd ?? ''),
        text(own?.dlq_attempts),
      ]),
      [
        ['default/CP-1', bytes.toString('hex'), 'a\u0000b', '1'],
        ['default/CP-1', Buffer.from('no headers').toString('hex'), '', '1'],
        [undefined, undefined, 'a\u0000b', '1'],
      ],
    )
  })

  it('does not hold up its partition: 200 in 2,000', async () => {
    await start({
      [type]: async (event, { tx }) => {
        await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $1, $1)', [event.id])
        if (event.id.endsWith('5')) throw fail('not_found', 'never')
      },
    })
    const ids = Array.from({ length: 2000 }, (_, i) => `n-${String(i).padStart(4, '0')}`)
    await publish(...ids)
    await until('all are done', async () => (await done()).length >= 1800)
    assert.deepEqual(
      await done(),
      ids.filter(id => !id.endsWith('5')),
    )
    await until(
      'the others are in the dead topic',
      async () => (await kafka.read('ocpp.transactions.dead')).length >= 200,
    )
  })
})
