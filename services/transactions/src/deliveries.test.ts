// The same messages in every order, some of them several times: the rows and what is said are the same as in the right order, once.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { random, shuffled } from '@chargeplane/service/testing'
import { migrations } from './migrations.ts'
import { deliveryTo, type Message, saidOf } from './testing/deliver.ts'
import { meterValues, registerSample, session2x, start16, stop16 } from './testing/messages.ts'

const seed = Number(process.env.DELIVERIES_SEED ?? Date.now() % 1_000_000)

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield []
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest]
  }
}

const session16 = (station: string): Message[] => [
  start16(station),
  meterValues(station, 20, '4711', registerSample(20, 5000)),
  meterValues(station, 30, '4711', registerSample(30, 8500.5)),
  meterValues(station, 45, '4711', registerSample(45, 8500.5)),
  stop16(station),
]

describe(`deliveries in any order (DELIVERIES_SEED=${seed})`, () => {
  let schema: TestSchema
  let deliver: ReturnType<typeof deliveryTo>
  const next = random(seed)
  before(async () => {
    schema = await createTestSchema(migrations)
    deliver = deliveryTo(schema.database)
  })
  after(() => schema.drop())

  /** All that is stored of a station. */
  async function stored(station: string) {
    const read = (table: string, order: string) =>
      schema.database.query(`SELECT * FROM ${table} WHERE station_id = $1 ORDER BY ${order}`, [station])
    const tables = [
      await read('transactions', 'transaction_id'),
      await read('transaction_events', 'natural_key'),
      await read('meter_values', 'sampled_at, context'),
    ]
    return tables.map(rows => rows.map(row => ({ ...row, station_id: '' })))
  }

  /** What was said of a station's end, and how often what was said. Whether the token needed a word of its own depends on when it came. */
  async function ends(station: string) {
    const said = await saidOf(schema.database, station)
    const ended = said.flatMap(event => (event.type === 'ended' ? [{ ...event.data, stationId: '' }] : []))
    const tokens = said.flatMap(({ type, data }) => (type === 'ended' ? [] : [data.idTokenHash]))
    assert.deepEqual(tokens.slice(1), tokens[0] === '' ? tokens.slice(1, 2) : [], 'the token is said once')
    return { order: said.map(({ type }) => type).filter(type => type !== 'authorized'), ended }
  }

  /** Now and then something that was delivered before comes again. */
  const disturbed = (messages: readonly Message[]): Message[] =>
    messages.flatMap((message, index) => [message, ...messages.slice(0, index + 1).filter(() => next() < 0.15)])

  it('promise 31: 1.6: all 120 orders of a session, with repetitions', async () => {
    await deliver(...session16('right'))
    const [rows, said] = [await stored('right'), await ends('right')]
    assert.deepEqual([said.order, said.ended[0]?.energyWh], [['started', 'ended'], '7500.5'])
    let orders = 0
    for (const order of permutations([0, 1, 2, 3, 4])) {
      const station = `v16-${++orders}`
      const session = session16(station)
      const messages = order.flatMap(index => session[index] ?? [])
      await deliver(...disturbed(messages))
      assert.deepEqual(await stored(station), rows, `order ${order}`)
      const actual = await ends(station)
      // 1.6 meter values have no number: those that come after the stop are stored, but can't be waited for.
      const complete = order.at(-1) === 4 || order.at(-1) === 0
      const comparable = (ended: (typeof said.ended)[0]) => (complete ? ended : { ...ended, periods: [] })
      assert.deepEqual(
        { ...actual, ended: actual.ended.map(comparable) },
        { ...said, ended: said.ended.map(comparable) },
        `order ${order}`,
      )
    }
    assert.equal(orders, 120)
  })

  it('promise 31: 2.x: 150 of the 720 orders of a session, with repetitions', async () => {
    await deliver(...session2x('right-2x'))
    const [rows, said] = [await stored('right-2x'), await ends('right-2x')]
    assert.deepEqual([said.order, said.ended[0]?.periods.length], [['started', 'ended'], 3])
    for (let run = 0; run < 150; run++) {
      const station = `v2x-${run}`
      const messages = shuffled(session2x(station), next)
      const order = messages.map(({ seqNo }) => seqNo).join()
      await deliver(...disturbed(messages))
      assert.deepEqual(await stored(station), rows, `order ${order}`)
      assert.deepEqual(await ends(station), said, `order ${order}`)
    }
  })

  it('promise 21: facts count whichever session told them: epochs, older ones after newer ones too, change nothing', async () => {
    const rows = await stored('right-2x')
    for (const [name, epochs] of Object.entries({ zombie: [9n, 9n, 2n], resent: [2n, 9n, 2n, 9n] })) {
      const told = (message: Message, index: number): Message =>
        message.origin
          ? { ...message, origin: { ...message.origin, epoch: epochs[index % epochs.length] ?? 0n } }
          : message
      const messages = session2x(`epochs-${name}`).map(told)
      await deliver(...messages, ...messages.map((message, index) => told(message, index + 1)))
      assert.deepEqual(await stored(`epochs-${name}`), rows)
    }
  })
})
