import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type EventProducer, openProducer } from '../index.ts'
import {
  createTestKafka,
  createTestStore,
  type TestKafka,
  type TestStore,
  transactionEvent,
  until,
} from '../test-support.ts'
import type { ChildOptions } from './crash-child.ts'

const kills = 6
const events = 6000

describe('consumers that are killed', () => {
  let kafka: TestKafka
  let store: TestStore
  let producer: EventProducer
  const children = new Set<ChildProcess>()

  before(async () => {
    kafka = await createTestKafka(['ocpp.transactions', 'transactions.events'], 4)
    store = await createTestStore()
    producer = await openProducer({ ...kafka, source: '/test' })
  })
  after(async () => {
    for (const child of children) child.kill('SIGKILL')
    await producer.close()
    await kafka.drop()
    await store.drop()
  })

  function start(by: string): ChildProcess {
    const { brokers, clientId, topicPrefix } = kafka
    const options: ChildOptions = { brokers, clientId, topicPrefix, url: store.url, group: 'shop', by }
    const script = fileURLToPath(new URL('crash-child.ts', import.meta.url))
    const child = spawn(process.execPath, ['--conditions=@chargeplane/source', script, JSON.stringify(options)], {
      stdio: 'ignore',
    })
    children.add(child)
    return child
  }

  async function kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL')
    await once(child, 'exit')
    children.delete(child)
  }

  async function effects(): Promise<number> {
    const [row] = await store.db.query<{ n: bigint }>('SELECT count(*) AS n FROM effects')
    return Number(row?.n)
  }

  it('have exactly one effect per event, and every emitted event is published in order', async () => {
    const published: Promise<void>[] = []
    const publish = (from: number, to: number): void => {
      for (let i = from; i < to; i++)
        published.push(producer.publish(transactionEvent(`CP-${i % 40}`, `e-${String(i).padStart(5, '0')}`)))
    }
    publish(0, events / 2)
    let child = start('life-0')
    for (let life = 1; life <= kills; life++) {
      // Somewhere in the middle of its work, each time somewhere else.
      const goal = Math.min((await effects()) + 1 + Math.floor(Math.random() * 300), events / 2)
      await until(`life ${life} works`, async () => (await effects()) >= goal, 60_000)
      await kill(child)
      child = start(`life-${life}`)
    }
    publish(events / 2, events)
    await Promise.all(published)
    await until('all are done', async () => (await effects()) >= events, 90_000)
    await until('all are published', async () => (await store.db.query('SELECT 1 FROM outbox LIMIT 1')).length === 0)
    await kill(child)

    const rows = await store.db.query<{ id: string; station: string; by: string }>(
      'SELECT id, station, by FROM effects ORDER BY seq',
    )
    assert.equal(rows.length, events)
    assert.equal(new Set(rows.map(row => row.id)).size, events)
    assert.ok(new Set(rows.map(row => row.by)).size >= 2, 'several lives have worked')
    assertOrdered(rows.map(row => [row.station, row.id]))

    // At least once, in order per key, no gap: what is left after dropping repetitions is everything, in order.
    const seen = new Set<string>()
    const firsts = (await kafka.read('transactions.events')).filter(({ headers }) => {
      const id = String(headers?.ce_id)
      return seen.size < seen.add(id).size
    })
    assert.equal(firsts.length, events)
    assertOrdered(firsts.map(({ key, headers }) => [String(key), String(headers?.ce_id)]))
  })
})

/** Of each key, the ids must ascend: that is how they were published. */
function assertOrdered(pairs: [string, string][]): void {
  const byKey = new Map<string, string[]>()
  for (const [key, id] of pairs) byKey.set(key, [...(byKey.get(key) ?? []), id])
  for (const ids of byKey.values()) assert.deepEqual(ids, [...ids].sort())
}
