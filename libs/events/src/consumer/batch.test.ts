import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { encodeEvent } from '../event.ts'
import type { EachBatchPayload, KafkaMessage } from '../kafka.ts'
import { createTestStore, type TestStore, transactionEnded, transactionEvent } from '../test-support.ts'
import { batchHandler } from './batch.ts'
import { lazyCommits } from './commits.ts'
import { writeDue } from './keep-written.ts'
import { consumerPace } from './pace.ts'
import { passedOver } from './passed-over.ts'

const topic = 't.ocpp.transactions'

/** A record at an offset: of the type that is handled here, or of one that is not. */
function messageAt(offset: number, handled: boolean): KafkaMessage {
  const id = `e${offset}`
  const { key, value, headers } = encodeEvent(
    handled ? transactionEvent('CP-1', id) : transactionEnded('CP-1', id),
    '/test',
  )
  return {
    key: Buffer.from(String(key)),
    value,
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(String(text))])),
    offset: String(offset),
    timestamp: '0',
    attributes: 0,
  }
}

describe('batches with records that nobody handles', () => {
  let store: TestStore
  let now = 0

  before(async () => {
    store = await createTestStore()
  })
  after(() => store.drop())
  beforeEach(async () => {
    now = 0
    await store.db.query('TRUNCATE effects, consumer_offsets, outbox')
  })

  const stored = async (): Promise<number> =>
    Number(
      (await store.db.query<{ next_offset: bigint }>('SELECT next_offset FROM consumer_offsets'))[0]?.next_offset ?? 0n,
    )
  const effects = async (): Promise<string[]> =>
    (await store.db.query<{ id: string }>('SELECT id FROM effects ORDER BY seq')).map(row => row.id)
  const handledIn = (log: readonly KafkaMessage[]): string[] =>
    log.filter(({ headers }) => String(headers?.ce_type).endsWith('TransactionEvent')).map(({ offset }) => `e${offset}`)

  /** One life of a consumer on one partition: what kafkajs would do with it is done by hand here, to have it at any moment. */
  function startLife(log: readonly KafkaMessage[], by: string, maxRecords = 5) {
    const memory = passedOver(() => now, { records: 12, ms: 1000 })
    const commits = lazyCommits('t.shop')
    const life = {
      memory,
      at: 0,
      async read(count: number): Promise<void> {
        const messages = log.slice(life.at, life.at + count)
        if (messages.length === 0) return
        await eachBatch(payloadOf(messages))
      },
      writeDue: () => writeDue(store.db, memory),
      close: () => commits.close(),
    }
    const eachBatch = batchHandler({
      database: store.db,
      processing: {
        group: 'shop',
        source: '/test',
        handlers: {
          'chargeplane.ocpp.v1.TransactionEvent': async (event, { tx }) => {
            await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [event.id, event.subject, by])
          },
        },
      },
      groupId: 't.shop',
      topicPrefix: 't.',
      maxRecords,
      memory,
      pace: { turn: consumerPace(1).turn, rest: async () => undefined },
      commits,
      async seek() {
        life.at = await stored()
      },
    })
    function payloadOf(messages: KafkaMessage[]): EachBatchPayload {
      const first = life.at
      const last = first + messages.length - 1
      const batch = {
        topic,
        partition: 0,
        highWatermark: String(log.length),
        messages,
        fetchedOffset: String(first),
        isEmpty: () => false,
        firstOffset: () => String(first),
        lastOffset: () => String(last),
        offsetLag: () => '0',
        offsetLagLow: () => '0',
      }
      return {
        batch,
        resolveOffset: offset => {
          life.at = Number(offset) + 1
        },
        heartbeat: async () => undefined,
        pause: () => () => undefined,
        commitOffsetsIfNecessary: async () => undefined,
        uncommittedOffsets: () => ({ topics: [] }),
        isRunning: () => true,
        isStale: () => false,
      }
    }
    return life
  }

  const logOf = (pattern: string): KafkaMessage[] => [...pattern].map((sign, i) => messageAt(i, sign === 'x'))

  it('take no transaction once the partition was begun, and their offset comes with the next that is handled', async () => {
    const life = startLife(logOf('..........x'), 'a')
    await life.read(2)
    assert.equal(await stored(), 2, 'the first chunk of a life is compared with the database')
    const before_ = await store.db.query('SELECT xmin::text FROM consumer_offsets')
    for (let i = 0; i < 4; i++) await life.read(2)
    assert.equal(life.at, 10)
    assert.deepEqual(await store.db.query('SELECT xmin::text FROM consumer_offsets'), before_)
    await life.read(1)
    assert.deepEqual([await effects(), await stored()], [['e10'], 11])
    life.close()
  })

  it('are written after so many, and after so long, with or without another record', async () => {
    const life = startLife(logOf('.'.repeat(40)), 'a')
    await life.read(1)
    await life.read(12)
    assert.equal(await stored(), 1)
    await life.read(1)
    assert.equal(await stored(), 14)
    await life.read(3)
    now += 1000
    await life.read(1)
    assert.equal(await stored(), 18)
    await life.read(3)
    await life.writeDue()
    assert.equal(await stored(), 18)
    now += 1000
    await life.writeDue()
    assert.equal(await stored(), 21)
    await life.read(1)
    assert.deepEqual([life.at, await stored()], [22, 21])
    life.close()
  })

  it('follow a rival that has done what was passed over, and what came after it', async () => {
    const log = logOf('x...x.x.x')
    const life = startLife(log, 'slow')
    await life.read(1)
    await life.read(3)
    const rival = startLife(log, 'rival')
    await rival.read(7)
    await life.read(3)
    // What it fetched was done already; it goes on behind it.
    await life.read(9)
    assert.deepEqual(await effects(), ['e0', 'e4', 'e6', 'e8'])
    life.close()
    rival.close()
  })

  it('go back with a stored offset that went back', async () => {
    const life = startLife(logOf('x....x'), 'a')
    await life.read(1)
    await life.read(4)
    await store.db.query('TRUNCATE effects')
    await store.db.query('UPDATE consumer_offsets SET next_offset = 0')
    await life.read(1)
    assert.deepEqual([await effects(), life.at], [[], 0])
    await life.read(6)
    assert.deepEqual(await effects(), ['e0', 'e5'])
    life.close()
  })

  it('give one effect to each record in any interleaving of two lives, rebalances, crashes and writes', async () => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
    const random = randomOf(seed)
    for (let round = 0; round < 6; round++) {
      await store.db.query('TRUNCATE effects, consumer_offsets')
      const log = Array.from({ length: 60 }, (_, i) => messageAt(i, random() < 0.2))
      const lives = [startLife(log, 'a'), startLife(log, 'b')]
      const act = async (which: number): Promise<void> => {
        const life = lives[which]
        if (!life) return
        const what = random()
        now += Math.floor(random() * 300)
        if (what < 0.7) return life.read(1 + Math.floor(random() * 9))
        if (what < 0.8) return life.writeDue()
        // Kafka may begin anywhere. A new assignment forgets, if it is heard of in time; a crash does in any case.
        if (what < 0.88) life.memory.clear()
        const at = Math.floor(random() * 60)
        if (what < 0.95) life.at = at
        else {
          life.close()
          lives[which] = Object.assign(startLife(log, 'c'), { at })
        }
      }
      for (let step = 0; step < 25; step++) await Promise.allSettled([act(0), act(1)])
      for (const life of lives) {
        for (let reads = 0; life.at < log.length && reads < 60; reads++) await life.read(9)
        now += 1000
        await life.writeDue()
        life.close()
      }
      assert.deepEqual(await effects(), handledIn(log), `seed ${seed}, round ${round}`)
    }
  })
})

/** Repeatable numbers in [0, 1). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
