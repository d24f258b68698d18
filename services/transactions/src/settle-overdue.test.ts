import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { migrations } from './migrations.ts'
import { getTransaction } from './rpc/get-transaction.ts'
import { settleOverdue } from './settle-overdue.ts'
import { deliveryTo, emitIn, saidOf } from './testing/deliver.ts'
import { at, session2x, start16, stop16 } from './testing/messages.ts'

const graces = { startMs: 3_600_000, gapMs: 30_000 }
const arrival = Date.parse(at(120))

describe('settleOverdue', () => {
  let schema: TestSchema
  let deliver: ReturnType<typeof deliveryTo>
  let station = ''
  let stations = 0
  before(async () => {
    schema = await createTestSchema(migrations)
    deliver = deliveryTo(schema.database)
  })
  beforeEach(() => {
    station = `S${++stations}`
  })
  after(() => schema.drop())

  const settleAfter = (ms: number) => settleOverdue(schema.database, emitIn, graces, new Date(arrival + ms))
  const said = () => saidOf(schema.database, station)
  const get = (transactionId: string) =>
    getTransaction(schema.database)({ tenant: 'acme', stationId: station, transactionId })

  it('says a 2.x end with a gap once the gap has had its time, and names the gap', async () => {
    await deliver(...session2x(station).filter(({ seqNo }) => seqNo !== 2 && seqNo !== 3))
    assert.equal(await settleAfter(29_999), 0)
    assert.deepEqual(
      (await said()).map(({ type }) => type),
      ['started', 'authorized'],
    )
    assert.equal(await settleAfter(30_000), 1)
    const [, , ended] = await said()
    assert.ok(ended?.type === 'ended')
    assert.deepEqual([ended.data.energyWh, ended.data.reviewReason], ['6000', ''])
    assert.deepEqual((await get('tx-2x')).missingSeqNos, [2, 3])
  })

  it('says an end without a start after an hour, for review, with its start before it', async () => {
    await deliver(stop16(station))
    assert.equal(await settleAfter(3_599_999), 0)
    assert.equal(await settleAfter(3_600_000), 1)
    const [started, ended, ...more] = await said()
    assert.deepEqual(more, [])
    assert.ok(started?.type === 'started' && ended?.type === 'ended')
    assert.deepEqual([started.data.startedAt, ended.data.startedAt, ended.data.endedAt], [at(60), at(60), at(60)])
    assert.deepEqual([ended.data.energyWh, ended.data.reviewReason], ['', 'start_missing'])
  })

  it('closes a 2.x transaction that was opened without its start', async () => {
    await deliver(...session2x(station).slice(1))
    assert.equal(await settleAfter(3_600_000), 1)
    assert.deepEqual(
      (await said()).map(({ type, data }) => [type, 'startedAt' in data && data.startedAt]),
      [
        ['started', at(1)],
        ['ended', at(1)],
      ],
    )
  })

  it('does not say the end again when the start comes after all', async () => {
    await deliver(stop16(station))
    await settleAfter(3_600_000)
    await deliver(start16(station))
    assert.equal(await settleAfter(9_000_000), 0)
    assert.equal((await said()).length, 2)
    const { status, startedAt, reviewReason } = await get('4711')
    assert.deepEqual([status, startedAt, reviewReason], ['ended', at(0), 'start_missing'])
  })

  it('leaves alone what is active or said', async () => {
    await deliver(start16(station), start16(station, '4712'), stop16(station, '4712'))
    assert.equal(await settleAfter(86_400_000), 0)
  })
})
