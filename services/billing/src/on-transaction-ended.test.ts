import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { listInvoices } from './invoices/list-invoices.ts'
import { getLedgerBalance } from './ledger/get-ledger-balance.ts'
import { migrations } from './migrations.ts'
import { listChargeRecords } from './records/list-charge-records.ts'
import { deliver, endedMessage, said } from './testing/sessions.ts'
import { perKwh, putAt } from './testing/tariffs.ts'

describe('onTransactionEnded', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
  })
  after(() => schema.drop())

  // A tenant of its own for each test: records and invoices can't be deleted.
  let count = 0
  let tenant = ''
  beforeEach(async () => {
    tenant = `t${++count}`
    await putAt(schema.database, '2026-01-01T00:00:00Z', {
      tenant,
      elements: [
        { priceComponents: [{ type: 'FLAT', price: '0.50', vat: '20', stepSize: 1 }] },
        perKwh('0.25', '10'),
        { priceComponents: [{ type: 'PARKING_TIME', price: '2', vat: '', stepSize: 600 }] },
      ],
    })
  })
  const page = () => ({ tenant, stationId: '', pageSize: 0, pageToken: '' })
  const records = async () => (await listChargeRecords(schema.database)(page())).chargeRecords
  const invoices = async () => (await listInvoices(schema.database)(page())).invoices

  it('makes one record, one invoice and one balanced posting', async () => {
    await deliver(schema.database, endedMessage({ tenant }))
    const [record, ...more] = await records()
    const [invoice] = await invoices()
    assert.ok(record !== undefined && invoice !== undefined)
    assert.deepEqual(more, [])
    assert.deepEqual(record.lines, [
      { dimension: 'FLAT', quantity: '1', unitPrice: '0.50', netMinor: 50n, vatPercent: '20', vatMinor: 10n },
      { dimension: 'ENERGY', quantity: '20', unitPrice: '0.25', netMinor: 500n, vatPercent: '10', vatMinor: 50n },
      { dimension: 'PARKING_TIME', quantity: '0.333333', unitPrice: '2', netMinor: 67n, vatPercent: '', vatMinor: 0n },
    ])
    assert.deepEqual(
      [record.status, record.netMinor, record.vatMinor, record.totalMinor, record.currency, record.currencyExponent],
      ['billed', 617n, 60n, 677n, 'EUR', 2],
    )
    assert.deepEqual([record.energyWh, record.chargingSeconds, record.parkingSeconds], ['20000', 2700n, 900n])
    assert.deepEqual([record.tariffId, record.tariffVersion], ['T1', 1])
    assert.deepEqual(
      [invoice.invoiceId, invoice.chargeRecordId, invoice.lines, invoice.totalMinor],
      [record.invoiceId, record.chargeRecordId, record.lines, 677n],
    )
    assert.equal(invoice.number, `${invoice.issuedAt.slice(0, 4)}-000001`)
    const ledger = await schema.database.query(
      'SELECT account, currency, amount_minor FROM ledger_entries WHERE tenant = $1 ORDER BY entry_no',
      [tenant],
    )
    assert.deepEqual(ledger, [
      { account: 'receivable', currency: 'EUR', amount_minor: 677n },
      { account: 'revenue', currency: 'EUR', amount_minor: -617n },
      { account: 'vat_payable', currency: 'EUR', amount_minor: -60n },
    ])
    const { balances } = await getLedgerBalance(schema.database)({ tenant })
    assert.deepEqual(balances, [{ currency: 'EUR', sumMinor: '0', entries: 3n }])
  })

  it('says what it did, keyed by the station', async () => {
    await deliver(schema.database, endedMessage({ tenant }))
    const events = (await said(schema.database)).filter(({ key }) => key === `${tenant}/S1`)
    const [record] = await records()
    const [invoice] = await invoices()
    assert.deepEqual(
      events.map(({ topic, id, data }) => [topic, id, data]),
      [
        ['billing.events', `charge-record/${record?.chargeRecordId}`, { chargeRecord: record }],
        ['billing.events', `invoice/${invoice?.invoiceId}`, { invoice }],
      ],
    )
  })

  it('does nothing when the end is told again', async () => {
    await deliver(schema.database, endedMessage({ tenant }))
    await deliver(schema.database, endedMessage({ tenant }))
    await deliver(schema.database, endedMessage({ tenant, energyWh: '99999' }))
    assert.deepEqual([(await records()).length, (await invoices()).length], [1, 1])
    assert.equal((await said(schema.database)).filter(({ key }) => key === `${tenant}/S1`).length, 2)
    await deliver(schema.database, endedMessage({ tenant, transactionId: '18' }))
    assert.deepEqual((await invoices()).map(({ number }) => number.slice(5)).sort(), ['000001', '000002'])
  })

  it('prices by the tariff of the start, whatever came since', async () => {
    await putAt(schema.database, '2026-03-01T10:30:00Z', { tenant, elements: [perKwh('9')] })
    await deliver(schema.database, endedMessage({ tenant }))
    assert.deepEqual(
      (await records()).map(({ totalMinor, tariffVersion }) => [totalMinor, tariffVersion]),
      [[677n, 1]],
    )
  })

  it("prices by the station's own tariff before the tenant's default", async () => {
    await putAt(schema.database, '2026-01-01T00:00:00Z', {
      tenant,
      tariffId: 'T2',
      currency: 'JPY',
      stationIds: ['S1'],
      elements: [perKwh('30')],
    })
    await deliver(schema.database, endedMessage({ tenant }))
    const [record] = await records()
    assert.deepEqual([record?.tariffId, record?.totalMinor, record?.currencyExponent], ['T2', 600n, 0])
  })

  it('invoices charging that costs nothing, and posts nothing', async () => {
    await putAt(schema.database, '2026-02-01T00:00:00Z', { tenant, elements: [perKwh('0')] })
    await deliver(schema.database, endedMessage({ tenant }))
    assert.deepEqual(
      (await invoices()).map(({ totalMinor }) => totalMinor),
      [0n],
    )
    assert.deepEqual((await getLedgerBalance(schema.database)({ tenant })).balances, [])
  })

  const leftToAPerson: [string, Parameters<typeof endedMessage>[0]][] = [
    ['meter_backwards', { energyWh: '', reviewReason: 'meter_backwards' }],
    ['energy_unknown', { energyWh: '' }],
    ['periods_inconsistent', { energyWh: '20001' }],
    ['periods_inconsistent', { periods: [] }],
    ['ended_before_started', { endedAt: '2026-03-01T09:00:00.000Z' }],
    ['no_tariff', { startedAt: '2025-12-31T23:00:00Z', endedAt: '2025-12-31T23:00:00Z', energyWh: '0', periods: [] }],
  ]
  for (const [reason, change] of leftToAPerson) {
    it(`leaves ${reason} to a person: a record without money, no invoice`, async () => {
      await deliver(schema.database, endedMessage({ tenant, ...change }))
      const [record] = await records()
      assert.ok(record !== undefined)
      assert.deepEqual(
        [record.status, record.reviewReason, record.totalMinor, record.lines, record.invoiceId],
        ['review', reason, 0n, [], ''],
      )
      assert.deepEqual(await invoices(), [])
      const events = (await said(schema.database)).filter(({ key }) => key === `${tenant}/S1`)
      assert.deepEqual(
        events.map(({ type }) => type),
        ['chargeplane.billing.v1.ChargeRecordCreated'],
      )
    })
  }

  it('takes no number for what is rolled back', async () => {
    const undone = schema.database.transaction(async tx => {
      const inner = { ...schema.database, transaction: <T>(run: (given: typeof tx) => Promise<T>) => run(tx) }
      await deliver(inner, endedMessage({ tenant }))
      throw new Error('undone')
    })
    await assert.rejects(undone, /undone/)
    assert.deepEqual([await records(), await invoices()], [[], []])
    await deliver(schema.database, endedMessage({ tenant }))
    assert.deepEqual(
      (await invoices()).map(({ number }) => number.slice(5)),
      ['000001'],
    )
  })
})
