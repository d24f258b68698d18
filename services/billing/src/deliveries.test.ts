// Ends of transactions told several times, in any order, from several partitions at once: the books are the same as when each is told once.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Database } from '@chargeplane/database'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import type { TransactionEnded } from '@chargeplane/proto/transactions/v1/events'
import { type Random, random, shuffled } from '@chargeplane/service/testing'
import { migrations } from './migrations.ts'
import { randomSession } from './testing/random-sessions.ts'
import { deliver, endedMessage } from './testing/sessions.ts'
import { perKwh, putAt } from './testing/tariffs.ts'

const sessions = 60
const seed = Number(process.env.DELIVERIES_SEED ?? Date.now() % 1_000_000)

function randomEnded(next: Random, index: number): TransactionEnded {
  const { energyWh, periods } = randomSession(next)
  const iso = (ms: number | undefined) => new Date(ms ?? 0).toISOString()
  return endedMessage({
    stationId: `S${index % 7}`,
    transactionId: `X${index}`,
    startedAt: iso(periods[0]?.startedAtMs),
    endedAt: iso(periods.at(-1)?.endedAtMs),
    energyWh: index % 11 === 0 ? '' : energyWh.toFixed(),
    periods: periods.map(({ startedAtMs, endedAtMs, charging }, at) => ({
      startedAt: iso(startedAtMs),
      endedAt: iso(endedAtMs),
      energyWh: at === 0 ? energyWh.toFixed() : '0',
      charging,
    })),
  })
}

async function prepare(database: Database): Promise<void> {
  await putAt(database, '2025-12-01T00:00:00Z', { elements: [perKwh('0.39', '19')] })
  await putAt(database, '2026-06-15T00:00:00Z', { elements: [perKwh('0.42', '19')] })
  await putAt(database, '2025-12-01T00:00:00Z', {
    tariffId: 'fast',
    currency: 'JPY',
    stationIds: ['S3'],
    elements: [perKwh('55', '10')],
  })
}

/** Everything but the instants of writing and the order of the numbers. */
const books = (database: Database) =>
  database.query(
    `SELECT station_id, transaction_id, charge_record_id, energy_wh, charging_seconds, parking_seconds, tariff_id, tariff_version, currency, lines,
       net_minor, vat_minor, total_minor, status, review_reason, invoice_id,
       (SELECT total_minor FROM invoices i WHERE i.tenant = r.tenant AND i.charge_record_id = r.charge_record_id) AS invoiced,
       (SELECT array_agg(account || ' ' || currency || ' ' || amount_minor ORDER BY entry_no) FROM ledger_entries e
         WHERE e.tenant = r.tenant AND e.posting_id = r.invoice_id) AS posted
     FROM charge_records r ORDER BY station_id, transaction_id`,
  )

describe(`deliveries of ${sessions} ends (DELIVERIES_SEED=${seed})`, () => {
  let straight: TestSchema
  let mixed: TestSchema
  const next = random(seed)
  const ends = Array.from({ length: sessions }, (_, index) => randomEnded(next, index))

  before(async () => {
    straight = await createTestSchema(migrations)
    mixed = await createTestSchema(migrations)
    await Promise.all([prepare(straight.database), prepare(mixed.database)])
    for (const end of ends) await deliver(straight.database, end)
  })
  after(async () => {
    await straight.drop()
    await mixed.drop()
  })

  it('give the same books shuffled, one to five times, four at once', async () => {
    const repeated = shuffled(
      ends.flatMap(end => Array.from({ length: 1 + Math.floor(next() * 5) }, () => end)),
      next,
    )
    assert.ok(repeated.length > sessions)
    const queue = [...repeated]
    const consumer = async () => {
      for (let end = queue.pop(); end !== undefined; end = queue.pop()) await deliver(mixed.database, end)
    }
    await Promise.all([consumer(), consumer(), consumer(), consumer()])
    const [expected, actual] = [await books(straight.database), await books(mixed.database)]
    assert.equal(actual.length, sessions)
    assert.deepEqual(actual, expected)
  })

  it('leave no gap in the invoice numbers and no balance in the ledger', async () => {
    for (const { database } of [straight, mixed]) {
      const [count] = await database.query<{ invoices: bigint; billed: bigint; last: bigint; distinct: bigint }>(
        `SELECT count(*) AS invoices, max(split_part(number, '-', 2)::bigint) AS last, count(DISTINCT number) AS "distinct",
           (SELECT count(*) FROM charge_records WHERE status = 'billed') AS billed FROM invoices`,
      )
      assert.ok(count !== undefined && count.invoices > 40n)
      assert.deepEqual([count.last, count.distinct, count.billed], [count.invoices, count.invoices, count.invoices])
      const sums = await database.query<{ sum: string }>(
        'SELECT sum(amount_minor)::text AS sum FROM ledger_entries GROUP BY currency',
      )
      assert.deepEqual(sums, [{ sum: '0' }, { sum: '0' }])
    }
  })

  it('say each record and each invoice once', async () => {
    for (const { database } of [straight, mixed]) {
      const [said] = await database.query<{ events: bigint; distinct: bigint; expected: bigint }>(
        `SELECT count(*) AS events, count(DISTINCT headers->>'ce_id') AS "distinct",
           (SELECT count(*) FROM charge_records) + (SELECT count(*) FROM invoices) AS expected FROM outbox`,
      )
      assert.deepEqual([said?.events, said?.distinct], [said?.expected, said?.expected])
    }
  })
})
