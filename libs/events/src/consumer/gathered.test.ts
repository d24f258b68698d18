// Handlers that take many events at once, on the real database.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { encodeEvent, type IncomingRecord } from '../event.ts'
import { createTestStore, type TestStore, transactionEnded, transactionEvent } from '../test-support.ts'
import { applyChunk } from './chunk.ts'
import { type Handler, handlerOfMany } from './handlers.ts'

const began = 'chargeplane.ocpp.v1.TransactionEvent'
const ended = 'chargeplane.transactions.v1.TransactionEnded'
const position = { group: 'shop', topic: 'ocpp.transactions', partition: 3 }

describe('handlers that take many events at once', () => {
  let store: TestStore
  let calls: string[]
  before(async () => {
    store = await createTestStore()
  })
  after(() => store.drop())
  beforeEach(async () => {
    calls = []
    await store.db.query('TRUNCATE effects, consumer_offsets, outbox')
  })

  /** A batch shows as "CP-1/e0 CP-2/e1". */
  function many<T extends typeof began | typeof ended>(refused = ''): Handler<T> {
    return handlerOfMany<T>(async (events, { tx, emit }) => {
      calls.push(events.map(({ subject, id }) => `${subject}/${id}`).join(' '))
      for (const { id, subject } of events) {
        await tx.query('INSERT INTO effects (id, station, by) VALUES ($1, $2, $3)', [id, subject, 'a'])
        if (id === refused) throw fail('invalid_argument', 'no')
        await emit(transactionEnded(subject, `said-${id}`))
      }
    })
  }
  const one: Handler<typeof ended> = async ({ subject, id }) => void calls.push(`${subject}/${id} alone`)

  /** `B` begins, `E` ends, of the station behind it; a `+` means that its trace is recorded. */
  function records(...said: string[]): IncomingRecord[] {
    return said.map((word, offset) => {
      const subject = `CP-${word.slice(1).replace('+', '')}`
      const event = word.startsWith('B')
        ? transactionEvent(subject, `e${offset}`)
        : transactionEnded(subject, `e${offset}`)
      const flags = word.endsWith('+') ? '01' : '00'
      const traceparent = `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`
      const { topic, key, value, headers } = encodeEvent({ ...event, traceparent }, '/test')
      return { topic, partition: 3, offset: String(offset), key: Buffer.from(key ?? ''), value, headers }
    })
  }
  const apply = (
    said: IncomingRecord[],
    handlers: { [began]: Handler<typeof began>; [ended]: Handler<typeof ended> },
  ) => applyChunk(store.db, { group: 'shop', source: '/test', handlers }, { position, from: 0n, records: said })
  const effects = async () =>
    (await store.db.query<{ id: string }>('SELECT id FROM effects ORDER BY seq')).map(({ id }) => id)

  it('have those of a type together, and what is of one key in its order', async () => {
    const applied = await apply(records('B1', 'B2', 'E1', 'B3', 'E2', 'E3', 'B3'), { [began]: many(), [ended]: many() })
    assert.deepEqual(calls, ['CP-1/e0 CP-2/e1 CP-3/e3', 'CP-1/e2 CP-2/e4 CP-3/e5', 'CP-3/e6'])
    const outbox = await store.db.query<{ count: bigint }>('SELECT count(*) AS count FROM outbox')
    assert.deepEqual(outbox, [{ count: 7n }])
    assert.ok(applied.kind === 'applied' && applied.next === 7n && applied.handled.size === 2 && applied.emitted === 7)
  })

  it('have never two of one key in a call', async () => {
    await apply(records('B1', 'B2', 'B1', 'B3'), { [began]: many(), [ended]: many() })
    assert.deepEqual(calls, ['CP-1/e0 CP-2/e1 CP-3/e3', 'CP-1/e2'])
  })

  it('have what a station says in a row in few calls, however many stations do', async () => {
    const said = records('B1', 'E1', 'B2', 'E2', 'E1', 'B3', 'E3', 'B1')
    await apply(said, { [began]: many(), [ended]: many() })
    assert.deepEqual(calls, ['CP-1/e0 CP-2/e2 CP-3/e5', 'CP-1/e1 CP-2/e3 CP-3/e6', 'CP-1/e4', 'CP-1/e7'])
  })

  it('have had theirs before a handler of one event is called with the next of the key', async () => {
    await apply(records('B1', 'B2', 'E3', 'E2', 'B4'), { [began]: many(), [ended]: one })
    assert.deepEqual(calls, ['CP-3/e2 alone', 'CP-1/e0 CP-2/e1', 'CP-2/e3 alone', 'CP-4/e4'])
  })

  it('have an event whose trace is recorded alone', async () => {
    await apply(records('B1', 'B2+', 'B3'), { [began]: many(), [ended]: one })
    assert.deepEqual(calls, ['CP-2/e1', 'CP-1/e0 CP-3/e2'])
  })

  it('set aside the record that fails, and have the effects of all others once', async () => {
    const applied = await apply(records('B1', 'B2', 'B3'), { [began]: many('e1'), [ended]: one })
    assert.ok(applied.kind === 'applied')
    assert.deepEqual(
      applied.dead.map(({ record, attempts }) => [record.offset, attempts]),
      [['1', 3]],
    )
    assert.deepEqual(await effects(), ['e0', 'e2'])
  })
})
