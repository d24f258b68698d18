import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { close, open, openTransactionsOf } from './open-transactions.ts'

const hash = 'ab'.repeat(32)
const key = { tenant: 'default', stationId: 'CP-1', transactionId: 'tx-1' }
const elsewhere = { stationId: 'CP-9', transactionId: '' }

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(() => bench.empty('open_transactions'))

const count = () => openTransactionsOf(bench.database, { tenant: 'default', hash }, elsewhere)
const start = () => open(bench.database, key, hash)
const end = (idTokenHash = hash) => close(bench.database, key, idTokenHash)

describe('open transactions', () => {
  it('are the same whatever order and number their starts and ends arrive in', async () => {
    const orders = [
      [start, end],
      [end, start],
      [start, end, start],
      [end, start, start],
      [start, start, end, end, start],
      [end, end, start],
    ]
    for (const [index, order] of orders.entries()) {
      await bench.empty('open_transactions')
      for (const step of order) await step()
      assert.equal(await count(), 0, `order ${index}`)
    }
    await bench.empty('open_transactions')
    await start()
    await start()
    assert.equal(await count(), 1)
  })

  it('are closed by an end that names no token', async () => {
    await start()
    await end('')
    assert.equal(await count(), 0)
  })

  it('belong to a station whatever case it spells itself in', async () => {
    await start()
    await close(bench.database, { ...key, stationId: 'cp-1' }, hash)
    assert.equal(await count(), 0)
  })

  it('stop counting a week after the last word, for the end may never come', async () => {
    await start()
    await bench.database.query(`UPDATE open_transactions SET noted_at = now() - interval '6 days 23 hours'`)
    assert.equal(await count(), 1)
    await bench.database.query(`UPDATE open_transactions SET noted_at = now() - interval '7 days 1 minute'`)
    assert.equal(await count(), 0)
  })

  it('are removed once they are old, some with every end, other tenants’ left alone', async () => {
    await bench.database.query(
      `INSERT INTO open_transactions (tenant, station_key, transaction_id, id_token_hash, is_closed, noted_at)
       SELECT t, 'cp', n::text, 'h', n % 2 = 0, now() - interval '8 days' FROM generate_series(1, 15) n, unnest(ARRAY['default', 'other']) t`,
    )
    await end()
    const left = async () => {
      const rows = await bench.database.query<{ tenant: string; n: number }>(
        `SELECT tenant, count(*)::integer AS n FROM open_transactions GROUP BY tenant ORDER BY tenant`,
      )
      return rows.map(({ n }) => n)
    }
    assert.deepEqual(await left(), [6, 15])
    await end()
    assert.deepEqual(await left(), [1, 15])
  })

  it('refuse an event that does not say which, naming the field', async () => {
    for (const field of ['tenant', 'stationId', 'transactionId']) {
      const faulty = { ...key, [field]: '' }
      await assert.rejects(open(bench.database, faulty, hash), { code: 'invalid_argument', field })
      await assert.rejects(close(bench.database, faulty, hash), { code: 'invalid_argument', field })
    }
  })
})
