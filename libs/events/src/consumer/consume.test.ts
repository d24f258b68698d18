import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { createTopics } from '../ensure-topics.ts'
import { consumeEvents, type EventConsumer, type EventProducer, type Handlers, openProducer } from '../index.ts'
import {
  createTestKafka,
  createTestStore,
  type TestKafka,
  type TestStore,
  transactionEnded,
  transactionEvent,
  until,
} from '../test-support.ts'

/** What the handlers of these tests do: write down what they saw. */
const record =
  (by: string): NonNullable<Handlers['chargeplane.ocpp.v1.TransactionEvent']> =>
  async (event, { tx }) => {
    await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [event.id, event.subject, by])
  }

describe('consumeEvents', () => {
  let kafka: TestKafka
  let store: TestStore
  let producer: EventProducer
  const running: EventConsumer[] = []
  let group = 0

  before(async () => {
    kafka = await createTestKafka(['ocpp.transactions', 'transactions.events'])
    store = await createTestStore()
    producer = await openProducer({ ...kafka, source: '/test' })
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map(consumer => consumer.close()))
    await store.db.query('TRUNCATE effects')
  })
  after(async () => {
    await producer.close()
    await kafka.drop()
    await store.drop()
  })

  type Options = Partial<Parameters<typeof consumeEvents>[0]>

  async function consume(handlers: Handlers, options: Options = {}): Promise<string> {
    const name = options.group ?? `group-${++group}`
    running.push(
      await consumeEvents({
        ...kafka,
        group: name,
        topics: ['ocpp.transactions'],
        database: store.db,
        handlers,
        ...options,
      }),
    )
    return name
  }

  async function effects(prefix: string): Promise<string[]> {
    const rows = await store.db.query<{ id: string }>('SELECT id FROM effects WHERE id LIKE $1 ORDER BY seq', [
      `${prefix}%`,
    ])
    return rows.map(row => row.id)
  }

  const publish = (prefix: string, count: number, stations = 7) =>
    Promise.all(
      Array.from({ length: count }, (_, i) =>
        producer.publish(transactionEvent(`CP-${i % stations}`, `${prefix}${String(i).padStart(5, '0')}`)),
      ),
    )

  it('gives every event to its handler once, in the order of its key', async () => {
    await publish('once-', 1000)
    await consume({ 'chargeplane.ocpp.v1.TransactionEvent': record('a') })
    await until('all are there', async () => (await effects('once-')).length >= 1000)
    const byStation = new Map<string, string[]>()
    for (const row of await store.db.query<{ id: string; station: string }>(
      'SELECT id, station FROM effects ORDER BY seq',
    )) {
      if (row.id.startsWith('once-')) byStation.set(row.station, [...(byStation.get(row.station) ?? []), row.id])
    }
    assert.equal(byStation.size, 7)
    for (const ids of byStation.values()) assert.deepEqual(ids, [...new Set(ids)].sort())
  })

  it('gives the whole event', async () => {
    const sent = { ...transactionEvent('CP/ä', 'whole-1'), time: '2026-11-23T01:02:03.004Z' }
    await producer.publish(sent)
    const seen: unknown[] = []
    await consume({
      'chargeplane.ocpp.v1.TransactionEvent': async event => {
        if (event.id === 'whole-1') seen.push(event)
      },
    })
    await until('it came', () => seen.length > 0)
    const { partition, offset, ...rest } = seen[0] as { partition: number; offset: string }
    assert.deepEqual(rest, { ...sent, topic: 'ocpp.transactions', traceparent: undefined })
    assert.ok(partition >= 0 && /^\d+$/.test(offset))
  })

  it('goes on where it was, after a restart, and repeats nothing', async () => {
    const name = await consume({ 'chargeplane.ocpp.v1.TransactionEvent': record('first') })
    await publish('restart-a-', 50)
    await until('the first ones are there', async () => (await effects('restart-a-')).length >= 50)
    await running.pop()?.close()
    await publish('restart-b-', 50)
    await consume({ 'chargeplane.ocpp.v1.TransactionEvent': record('second') }, { group: name })
    await until('the second ones are there', async () => (await effects('restart-b-')).length >= 50)
    assert.equal((await effects('restart-')).length, 100)
  })

  it('passes over types that nobody here handles, and types that nobody knows', async () => {
    await producer.publish(transactionEnded('CP-1', 'unhandled'))
    await kafka.produceRaw('transactions.events', [
      {
        key: 'default/CP-1',
        value: Buffer.from('?'),
        headers: { ce_type: 'chargeplane.future.v9.Thing', ce_id: 'x', ce_subject: 'CP-1' },
      },
    ])
    await producer.publish(transactionEnded('CP-1', 'unhandled-2'))
    const name = await consume(
      { 'chargeplane.transactions.v1.TransactionStarted': async () => assert.fail() },
      { topics: ['transactions.events'] },
    )
    await until('the offset is past them', async () => {
      const rows = await store.db.query<{ n: bigint }>(
        `SELECT coalesce(sum(next_offset), 0)::int8 AS n FROM consumer_offsets WHERE consumer_group = $1`,
        [kafka.topicPrefix + name],
      )
      return (rows[0]?.n ?? 0n) >= 3n
    })
    assert.deepEqual(await kafka.read('transactions.events.dead'), [])
  })

  it('writes an effect, what it emits and the offset together or not at all', async () => {
    let refusals = 3
    const seenTypes: string[] = []
    await consume(
      {
        'chargeplane.ocpp.v1.TransactionEvent': async (event, { tx, emit }) => {
          if (!event.id.startsWith('together-')) return
          await record('a')(event, { tx, emit })
          await emit(transactionEnded(event.subject, `ended-${event.id}`))
          if (event.id === 'together-00007' && refusals-- > 0) throw fail('unavailable', 'a peer is away')
        },
      },
      { afterCommit: types => seenTypes.push(...types) },
    )
    await publish('together-', 10, 1)
    await until('all are there', async () => (await effects('together-')).length >= 10)
    assert.equal(refusals, -1)
    assert.equal((await effects('together-')).length, 10)
    const emitted = await store.db.query<{ headers: Record<string, string> }>(`SELECT headers FROM outbox ORDER BY id`)
    const ids = emitted.map(row => row.headers.ce_id).filter(id => id?.startsWith('ended-together-'))
    assert.deepEqual(
      ids,
      (await effects('together-')).map(id => `ended-${id}`),
    )
    await until('afterCommit was called', () => seenTypes.includes('chargeplane.ocpp.v1.TransactionEvent'))
  })

  it('commits a long batch in pieces', async () => {
    await publish('pieces-', 30, 1)
    const sizes = new Map<string, number>()
    await consume(
      {
        'chargeplane.ocpp.v1.TransactionEvent': async (event, { tx }) => {
          if (!event.id.startsWith('pieces-')) return
          const [row] = await tx.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid')
          const xid = row?.xid ?? ''
          sizes.set(xid, (sizes.get(xid) ?? 0) + 1)
        },
      },
      { maxRecords: 8 },
    )
    await until('all came', () => [...sizes.values()].reduce((sum, size) => sum + size, 0) >= 30)
    assert.ok(
      [...sizes.values()].every(size => size <= 8),
      String([...sizes.values()]),
    )
  })

  it('starts before its topics exist, and is ready once it has joined', async () => {
    const late = await consumeEvents({
      ...kafka,
      group: 'late',
      topics: ['billing.events'],
      database: store.db,
      handlers: {},
    })
    running.push(late)
    let ready = false
    void late.ready().then(() => {
      ready = true
    })
    await createTopics(kafka.admin, [{ topic: `${kafka.topicPrefix}billing.events`, numPartitions: 1 }])
    await until('it joined', () => ready)
  })

  it('closes at once while Kafka is away', async () => {
    const lost = await consumeEvents({
      ...kafka,
      brokers: ['127.0.0.1:1'],
      group: 'lost',
      topics: ['ocpp.transactions'],
      database: store.db,
      handlers: {},
    })
    const started = performance.now()
    await lost.close()
    assert.ok(performance.now() - started < 1000)
  })
})
