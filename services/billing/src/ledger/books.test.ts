// What the database itself holds to, whoever writes: postings balance, nothing is ever changed.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Queryable } from '@chargeplane/database'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { migrations } from '../migrations.ts'
import { deliver, endedMessage } from '../testing/sessions.ts'
import { putAt } from '../testing/tariffs.ts'
import { getLedgerBalance } from './get-ledger-balance.ts'

const insert =
  'INSERT INTO ledger_entries (tenant, posting_id, entry_no, account, currency, amount_minor) VALUES ($1, $2, $3, $4, $5, $6)'

describe('the books', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
    await putAt(schema.database, '2026-01-01T00:00:00Z')
    await deliver(schema.database, endedMessage())
  })
  after(() => schema.drop())

  const entries =
    (posting: string, ...rows: [account: string, currency: string, amount: bigint][]) =>
    async (tx: Queryable) => {
      for (const [index, row] of rows.entries()) await tx.query(insert, ['acme', posting, index, ...row])
    }

  it('refuse at commit a posting that does not balance', async () => {
    const unbalanced = schema.database.transaction(entries('p1', ['receivable', 'EUR', 100n], ['revenue', 'EUR', -99n]))
    await assert.rejects(unbalanced, /posting p1 does not balance/)
    const alone = schema.database.transaction(entries('p2', ['receivable', 'EUR', 100n]))
    await assert.rejects(alone, /posting p2 does not balance/)
  })

  it('refuse a posting that balances only across currencies', async () => {
    const mixed = schema.database.transaction(entries('p3', ['receivable', 'EUR', 100n], ['revenue', 'JPY', -100n]))
    await assert.rejects(mixed, /does not balance/)
  })

  it('refuse an addition that unbalances what is there', async () => {
    await schema.database.transaction(entries('p4', ['receivable', 'EUR', 7n], ['revenue', 'EUR', -7n]))
    await assert.rejects(schema.database.query(insert, ['acme', 'p4', 9, 'revenue', 'EUR', -1n]), /does not balance/)
  })

  it('refuse unknown accounts and amounts of nothing', async () => {
    await assert.rejects(schema.database.query(insert, ['acme', 'p5', 0, 'cash', 'EUR', 1n]), {
      code: 'invalid_argument',
    })
    await assert.rejects(schema.database.query(insert, ['acme', 'p5', 0, 'revenue', 'EUR', 0n]), {
      code: 'invalid_argument',
    })
  })

  for (const table of ['ledger_entries', 'invoices', 'charge_records']) {
    for (const sql of [`UPDATE ${table} SET currency = 'USD'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
      it(`refuse to ${sql}`, () => assert.rejects(schema.database.query(sql), new RegExp(`${table} is append-only`)))
    }
  }

  it('sum to nothing, by currency', async () => {
    await schema.database.transaction(entries('p6', ['receivable', 'JPY', 500n], ['revenue', 'JPY', -500n]))
    const { balances } = await getLedgerBalance(schema.database)({ tenant: 'acme' })
    assert.deepEqual(balances, [
      { currency: 'EUR', sumMinor: '0', entries: 4n },
      { currency: 'JPY', sumMinor: '0', entries: 2n },
    ])
    assert.deepEqual((await getLedgerBalance(schema.database)({ tenant: 'nobody' })).balances, [])
    await assert.rejects(getLedgerBalance(schema.database)({ tenant: '' }), {
      code: 'invalid_argument',
      field: 'tenant',
    })
  })
})
