import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Queryable } from '@chargeplane/database'
import { type Failure, fail } from '@chargeplane/failure'
import { encodeEvent, type IncomingRecord } from '../event.ts'
import { createTestStore, type TestStore, transactionEvent } from '../test-support.ts'
import { applyChunk, type Chunk } from './chunk.ts'
import type { Handler } from './handlers.ts'
import type { Processing } from './process-record.ts'

const type = 'chargeplane.ocpp.v1.TransactionEvent'
const position = { group: 'shop', topic: 'ocpp.transactions', partition: 3 }

function recordAt(offset: number): IncomingRecord {
  const { topic, key, value, headers } = encodeEvent(transactionEvent('CP-1', `e${offset}`), '/test')
  return { topic, partition: 3, offset: String(offset), key: Buffer.from(key ?? ''), value, headers }
}

const chunk = (from: number, to: number, read = from): Chunk => ({
  position,
  from: BigInt(read),
  records: Array.from({ length: to - from }, (_, i) => recordAt(from + i)),
})

describe('applyChunk', () => {
  let store: TestStore

  before(async () => {
    store = await createTestStore()
  })
  after(() => store.drop())
  beforeEach(() => store.db.query('TRUNCATE effects, consumer_offsets, outbox'))

  const write: Handler<typeof type> = async (event, { tx }) => {
    await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [event.id, event.subject, 'a'])
  }
  const apply = (wanted: Chunk, handler = write, handlers: Processing['handlers'] = { [type]: handler }) =>
    applyChunk(store.db, { group: 'shop', source: '/test', handlers }, wanted)
  const effects = async (): Promise<string[]> =>
    (await store.db.query<{ id: string }>('SELECT id FROM effects ORDER BY seq')).map(row => row.id)
  const stored = async (): Promise<bigint | undefined> =>
    (await store.db.query<{ next_offset: bigint }>('SELECT next_offset FROM consumer_offsets'))[0]?.next_offset

  it('writes effects and the next offset', async () => {
    const applied = await apply(chunk(0, 3))
    assert.deepEqual(applied, { kind: 'applied', next: 3n, handled: new Set([type]), ignored: 0, dead: [], emitted: 0 })
    assert.deepEqual(await effects(), ['e0', 'e1', 'e2'])
    assert.equal(await stored(), 3n)
  })

  it('passes over what is done already, wholly or in part', async () => {
    await apply(chunk(0, 5))
    await apply(chunk(3, 8))
    assert.deepEqual(await effects(), ['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'])
    const late = await apply(chunk(0, 4))
    assert.deepEqual(late, { kind: 'applied', next: 8n, handled: new Set(), ignored: 0, dead: [], emitted: 0 })
    assert.equal(await stored(), 8n)
  })

  it('does nothing when reading is ahead of the stored offset, or of the beginning', async () => {
    assert.deepEqual(await apply(chunk(5, 8)), { kind: 'misplaced', stored: undefined })
    assert.equal(await stored(), undefined)
    await apply(chunk(0, 3))
    assert.deepEqual(await apply(chunk(5, 8)), { kind: 'misplaced', stored: 3n })
    assert.deepEqual(await effects(), ['e0', 'e1', 'e2'])
  })

  it('goes over a hole that was read through: control records and compaction leave such', async () => {
    await apply(chunk(0, 3))
    await apply(chunk(6, 8, 3))
    assert.deepEqual(await effects(), ['e0', 'e1', 'e2', 'e6', 'e7'])
    assert.equal(await stored(), 8n)
  })

  it('lets one of two rivals have each record', async () => {
    const results = await Promise.allSettled([apply(chunk(0, 40)), apply(chunk(0, 40)), apply(chunk(0, 40))])
    // On a partition nobody has begun, those who come second are told to come again.
    for (const result of results) if (result.status === 'rejected') assert.ok(result.reason.retryable)
    assert.equal((await effects()).length, 40)
    await Promise.all([apply(chunk(20, 60)), apply(chunk(30, 60)), apply(chunk(40, 60))])
    const all = await effects()
    assert.deepEqual(
      all,
      Array.from({ length: 60 }, (_, i) => `e${i}`),
    )
  })

  it('has no effect at all when a record fails retryably', async () => {
    const failing: Handler<typeof type> = async (event, effectsOf) => {
      await write(event, effectsOf)
      if (event.id === 'e2') throw fail('unavailable', 'a peer is away')
    }
    await assert.rejects(apply(chunk(0, 4), failing), (error: Failure) => error.code === 'unavailable')
    assert.deepEqual([await effects(), await stored()], [[], undefined])
  })

  it('has no effect at all, and says so, when the offset can not be written', async () => {
    const meddling: Handler<typeof type> = async (event, effectsOf) => {
      await write(event, effectsOf)
      await effectsOf.tx.query('UPDATE consumer_offsets SET next_offset = 100')
    }
    // Behind what is stored by then, so that the offset is written last.
    await apply(chunk(0, 2))
    await assert.rejects(apply(chunk(1, 4), meddling), (error: Failure) => error.code === 'unavailable')
    assert.deepEqual([await effects(), await stored()], [['e0', 'e1'], 2n])
  })

  it('commits what it has when the time of a transaction is up, with the offset behind it', async t => {
    await apply(chunk(0, 1))
    let now = 0
    t.mock.method(performance, 'now', () => now)
    const slow: Handler<typeof type> = async (event, effectsOf) => {
      await write(event, effectsOf)
      now += 3000
    }
    const applied = await apply(chunk(1, 6), slow)
    assert.equal(applied.kind === 'applied' && applied.next, 3n)
    assert.deepEqual([await effects(), await stored()], [['e0', 'e1', 'e2'], 3n])
    await apply(chunk(3, 6))
    assert.deepEqual([await effects(), await stored()], [['e0', 'e1', 'e2', 'e3', 'e4', 'e5'], 6n])
  })

  it('frames its effects with three statements', async () => {
    await apply(chunk(0, 1))
    const said: string[] = []
    const { transaction } = store.db
    const counted = {
      ...store.db,
      transaction: <T>(run: (tx: Queryable) => Promise<T>): Promise<T> =>
        transaction(tx =>
          run({
            query: (sql, values) => {
              said.push(sql.split(' ', 1)[0] ?? '')
              return tx.query(sql, values)
            },
          }),
        ),
    }
    const processing = { group: 'shop', source: '/test', handlers: { [type]: write } }
    await applyChunk(counted, processing, chunk(1, 3))
    assert.deepEqual(said, ['UPDATE', 'INSERT', 'INSERT'], 'between BEGIN and COMMIT')
  })

  it('blames the record whose failed statement was swallowed, not its neighbours', async () => {
    const swallowing: Handler<typeof type> = async (event, effectsOf) => {
      await write(event, effectsOf)
      if (event.id === 'e1') await effectsOf.tx.query('SELECT 1 / 0').catch(() => undefined)
    }
    const applied = await apply(chunk(0, 4), swallowing)
    assert.ok(applied.kind === 'applied')
    assert.deepEqual(
      applied.dead.map(({ record }) => record.offset),
      ['1'],
    )
    assert.deepEqual(await effects(), ['e0', 'e2', 'e3'])
    assert.equal((await store.db.query('SELECT 1 FROM outbox')).length, 1)
  })

  it('counts what nobody handles', async () => {
    const applied = await apply(chunk(0, 3), write, {})
    assert.deepEqual(applied, { kind: 'applied', next: 3n, handled: new Set(), ignored: 3, dead: [], emitted: 0 })
    assert.equal(await stored(), 3n)
  })
})
