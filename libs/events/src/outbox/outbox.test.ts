import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, type Queryable } from '@chargeplane/database'
import { startTcpProxy } from '@chargeplane/database/testing'
import type { Failure } from '@chargeplane/failure'
import { type EventProducer, emitEvent, type Outbox, openProducer, startOutbox } from '../index.ts'
import {
  createTestKafka,
  createTestStore,
  type TestKafka,
  type TestStore,
  transactionEnded,
  until,
} from '../test-support.ts'

describe('startOutbox', () => {
  let kafka: TestKafka
  let store: TestStore
  let producer: EventProducer
  const running: Outbox[] = []

  before(async () => {
    store = await createTestStore(20)
  })
  after(() => store.drop())
  beforeEach(async () => {
    kafka = await createTestKafka(['transactions.events'], 3)
    producer = await openProducer({ ...kafka, source: '/test' })
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map(outbox => outbox.close()))
    await producer.close()
    await kafka.drop()
    await store.db.query('TRUNCATE outbox')
  })

  function start(database = store.db, pollMs?: number): Outbox {
    const outbox = startOutbox({ database, producer, pollMs })
    running.push(outbox)
    return outbox
  }

  const emit = (tx: Queryable, id: string, station = 'CP-1'): Promise<void> =>
    emitEvent(tx, transactionEnded(station, id), '/test')
  const waiting = async (): Promise<number> => (await store.db.query('SELECT 1 FROM outbox')).length
  const emptied = (): Promise<void> => until('the outbox is empty', async () => (await waiting()) === 0)

  async function published(): Promise<Map<string, string[]>> {
    const byKey = new Map<string, string[]>()
    for (const { key, headers } of await kafka.read('transactions.events')) {
      byKey.set(String(key), [...(byKey.get(String(key)) ?? []), String(headers?.ce_id)])
    }
    return byKey
  }

  it('publishes what was committed, whole and in order, and nothing of what was rolled back', async () => {
    await store.db.transaction(async tx => {
      for (let i = 0; i < 1200; i++) await emit(tx, `e-${String(i).padStart(4, '0')}`, `CP-${i % 5}`)
    })
    const failing = store.db.transaction(async tx => {
      await emit(tx, 'never')
      throw new Error('no')
    })
    await assert.rejects(failing)
    start()
    await emptied()
    const byKey = await published()
    assert.equal([...byKey.values()].flat().length, 1200)
    for (const ids of byKey.values()) assert.deepEqual(ids, [...ids].sort())
    const [record] = await kafka.read('transactions.events')
    assert.equal(String(record?.headers?.ce_source), '/test')
    assert.equal(String(record?.headers?.ce_type), 'chargeplane.transactions.v1.TransactionEnded')
  })

  it('refuses what is no event before the transaction is spoilt', async () => {
    await store.db.transaction(async tx => {
      await assert.rejects(
        emitEvent(tx, transactionEnded('', 'x'), '/test'),
        (error: Failure) => error.field === 'subject',
      )
      await emit(tx, 'good')
    })
    assert.equal(await waiting(), 1)
  })

  it('publishes by itself, without a poke', async () => {
    start()
    await until('it is at rest', async () => (await waiting()) === 0)
    await emit(store.db, 'unpoked')
    await emptied()
    assert.deepEqual([...(await published()).values()].flat(), ['unpoked'])
  })

  it('publishes at a poke what the next poll would find in ten minutes', async () => {
    const outbox = start(store.db, 600_000)
    await emit(store.db, 'poked')
    // Its first look may have come before the event was there.
    await until('the outbox is empty', async () => {
      outbox.poke()
      return (await waiting()) === 0
    })
    assert.deepEqual([...(await published()).values()].flat(), ['poked'])
  })

  it('lets nothing overtake a transaction that is still open', async () => {
    start()
    const open = Promise.withResolvers<void>()
    const inserted = Promise.withResolvers<void>()
    const slow = store.db.transaction(async tx => {
      await emit(tx, 'first')
      inserted.resolve()
      await open.promise
    })
    await inserted.promise
    await emit(store.db, 'second')
    // Several polls long: 'second' is committed and visible, yet 'first' may still come before it.
    await sleep(1300)
    assert.equal((await published()).size, 0)
    open.resolve()
    await slow
    await emptied()
    assert.deepEqual([...(await published()).values()].flat(), ['first', 'second'])
  })

  it('keeps the order in which a lock was held, although the second transaction began first', async () => {
    await store.db.query('CREATE TABLE IF NOT EXISTS locks (id int PRIMARY KEY)')
    await store.db.query('INSERT INTO locks VALUES (1) ON CONFLICT DO NOTHING')
    const elder = Promise.withResolvers<void>()
    const younger = Promise.withResolvers<void>()
    // Has the lower transaction id, because it wrote first, and takes the lock last.
    const waits = store.db.transaction(async tx => {
      await tx.query('SELECT pg_current_xact_id()')
      elder.resolve()
      await younger.promise
      await tx.query('SELECT 1 FROM locks FOR UPDATE')
      await emit(tx, 'b')
    })
    await elder.promise
    // Begins between the two, and stays open: 'b', of a transaction before it, is settled; 'a', of one after it, is not.
    const between = Promise.withResolvers<void>()
    const third = store.db.transaction(async tx => {
      await tx.query('SELECT pg_current_xact_id()')
      between.resolve()
      await waits
      start()
      await sleep(1200)
      assert.equal((await published()).size, 0)
    })
    await between.promise
    await store.db.transaction(async tx => {
      await tx.query('SELECT 1 FROM locks FOR UPDATE')
      await emit(tx, 'a')
    })
    younger.resolve()
    await third
    await emptied()
    assert.deepEqual([...(await published()).values()].flat(), ['a', 'b'])
  })

  it('leaves no gap and no disorder under many writers, with several relays of which one works', async () => {
    start()
    start()
    start()
    await store.db.query('CREATE TABLE IF NOT EXISTS counters (station text PRIMARY KEY, n int NOT NULL)')
    const stations = Array.from({ length: 6 }, (_, i) => `CP-${i}`)
    for (const station of stations) await store.db.query('INSERT INTO counters VALUES ($1, 0)', [station])
    const writer = async (): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        const station = stations[Math.floor(Math.random() * stations.length)] ?? 'CP-0'
        const work = store.db.transaction(async tx => {
          const [row] = await tx.query<{ n: number }>('UPDATE counters SET n = n + 1 WHERE station = $1 RETURNING n', [
            station,
          ])
          await emit(tx, `${station}/${String(row?.n).padStart(4, '0')}`, station)
          if (Math.random() < 0.3) await sleep(Math.random() * 20)
          if (Math.random() < 0.1) throw new Error('rolled back')
        })
        await work.catch(() => undefined)
      }
    }
    await Promise.all(Array.from({ length: 8 }, writer))
    await emptied()
    const byKey = await published()
    for (const { station, n } of await store.db.query<{ station: string; n: number }>(
      'SELECT station, n FROM counters',
    )) {
      const wanted = Array.from({ length: n }, (_, i) => `${station}/${String(i + 1).padStart(4, '0')}`)
      assert.deepEqual(byKey.get(`default/${station}`) ?? [], wanted)
    }
    const [locks] = await store.db.query<{ n: bigint }>(
      `SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    assert.equal(locks?.n, 1n)
  })

  it('hands over when the one that works closes', async () => {
    const first = start()
    await emit(store.db, 'one')
    await emptied()
    start()
    await first.close()
    await emit(store.db, 'two')
    await emptied()
    assert.deepEqual([...(await published()).values()].flat(), ['one', 'two'])
  })

  it('survives the database being cut off and the connection being terminated', async () => {
    const { hostname, port } = new URL(store.url)
    const proxy = await startTcpProxy(hostname, Number(port))
    const database = openDatabase({ url: proxy.urlOf(store.url), schema: 'shop', applicationName: 'cut', poolSize: 2 })
    start(database)
    await emit(store.db, 'a')
    await emptied()
    await proxy.cut()
    await emit(store.db, 'b')
    await sleep(300)
    assert.equal(await waiting(), 1)
    await proxy.heal()
    await emptied()
    await store.db.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut'`)
    await emit(store.db, 'c')
    await emptied()
    assert.deepEqual([...(await published()).values()].flat(), ['a', 'b', 'c'])
    await running.pop()?.close()
    await database.close()
    await proxy.close()
  })

  it('waits for Kafka, and publishes in order when it is there', async () => {
    const [host = '', port = ''] = (kafka.brokers[0] ?? '').split(':')
    const proxy = await startTcpProxy(host, Number(port))
    await proxy.cut()
    const late = await openProducer({ ...kafka, brokers: [`127.0.0.1:${proxy.port}`], source: '/test' })
    running.push(startOutbox({ database: store.db, producer: late }))
    for (let i = 0; i < 20; i++) await emit(store.db, `k-${String(i).padStart(2, '0')}`)
    await until('the relay waits for Kafka', () => late.pending > 0)
    assert.equal(await waiting(), 20)
    await proxy.heal()
    await emptied()
    assert.deepEqual(
      [...(await published()).values()].flat(),
      Array.from({ length: 20 }, (_, i) => `k-${String(i).padStart(2, '0')}`),
    )
    await running.pop()?.close()
    await late.close()
    await proxy.close()
  })
})
