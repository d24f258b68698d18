// Charge records, invoices and the ledger: what billing has worked out, as JSON.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { ChargeRecord, Invoice, type PriceLine } from '@chargeplane/proto/billing/v1/billing'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const lines: PriceLine[] = [
  { dimension: 'ENERGY', quantity: '12.345', unitPrice: '0.35', netMinor: 432n, vatPercent: '19', vatMinor: 82n },
  { dimension: 'FLAT', quantity: '1', unitPrice: '-0.50', netMinor: -50n, vatPercent: '', vatMinor: 0n },
]
const money = { currency: 'EUR', currencyExponent: 2, lines, netMinor: 382n, vatMinor: 82n, totalMinor: 464n }
const record = ChargeRecord.fromPartial({
  ...money,
  chargeRecordId: 'r1',
  stationId: 'CP-1',
  transactionId: '42',
  energyWh: '12345.000',
  chargingSeconds: 3_600n,
  parkingSeconds: 0n,
  tariffId: 'day',
  tariffVersion: 3,
  status: 'billed',
  invoiceId: 'i1',
})
const invoice = Invoice.fromPartial({ ...money, invoiceId: 'i1', number: '2026-000001', chargeRecordId: 'r1' })

describe('billing', () => {
  let gateway: TestGateway
  let sumMinor = '0'
  before(async () => {
    gateway = await startGateway({
      owners: {
        chargeRecords: {
          async getChargeRecord({ chargeRecordId }) {
            if (chargeRecordId === 'huge') return ChargeRecord.fromPartial({ ...record, totalMinor: 2n ** 53n })
            if (chargeRecordId === 'review') {
              return ChargeRecord.fromPartial({
                stationId: 'CP-1',
                status: 'review',
                reviewReason: 'no end',
                energyWh: '',
              })
            }
            if (chargeRecordId !== 'r1')
              throw fail('not_found', 'there is no such charge record', { field: 'chargeRecordId' })
            return record
          },
          async listChargeRecords() {
            return { chargeRecords: [record], nextPageToken: 'r1' }
          },
        },
        invoices: {
          async getInvoice({ invoiceId }) {
            if (invoiceId !== 'i1') throw fail('not_found', 'there is no such invoice', { field: 'invoiceId' })
            return invoice
          },
          async listInvoices() {
            return { invoices: [invoice], nextPageToken: '' }
          },
          async getLedgerBalance() {
            return { balances: [{ currency: 'EUR', sumMinor, entries: 12n }] }
          },
        },
      },
    })
  })
  after(() => gateway.close())

  const moneyJson = {
    currency: 'EUR',
    currencyExponent: 2,
    netMinor: 382,
    vatMinor: 82,
    totalMinor: 464,
    lines: [
      { dimension: 'ENERGY', quantity: '12.345', unitPrice: '0.35', netMinor: 432, vatPercent: '19', vatMinor: 82 },
      { dimension: 'FLAT', quantity: '1', unitPrice: '-0.50', netMinor: -50, vatMinor: 0 },
    ],
  }

  it('shows charge records with money in whole minor units', async () => {
    const { status, body } = await gateway.call('GET', '/v1/charge-records/r1')
    assert.equal(status, 200)
    assert.deepEqual(body, {
      chargeRecordId: 'r1',
      stationId: 'CP-1',
      transactionId: '42',
      energyWh: '12345.000',
      chargingSeconds: 3_600,
      parkingSeconds: 0,
      tariffId: 'day',
      tariffVersion: 3,
      status: 'billed',
      invoiceId: 'i1',
      ...moneyJson,
    })
    const review = (await gateway.call('GET', '/v1/charge-records/review')).body
    assert.partialDeepStrictEqual(review, { status: 'review', reviewReason: 'no end' })
    assert.ok(!('energyWh' in Object(review)) && !('tariffVersion' in Object(review)))
    assert.equal((await gateway.call('GET', '/v1/charge-records/none')).status, 404)
  })

  it('shows no amount rather than one that JSON has rounded', async () => {
    const { status, body } = await gateway.call('GET', '/v1/charge-records/huge')
    assert.equal(status, 500)
    assert.partialDeepStrictEqual(body, { code: 'data_loss' })
  })

  it('lists charge records of a station page by page', async () => {
    const { body } = await gateway.call('GET', '/v1/charge-records?station=CP-1&limit=1')
    assert.deepEqual(gateway.owners.asked.at(-1), {
      method: 'ListChargeRecords',
      request: { tenant: 'acme', stationId: 'CP-1', pageSize: 1, pageToken: '' },
    })
    await gateway.call('GET', `/v1/charge-records?cursor=${(body as { nextCursor: string }).nextCursor}`)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), { request: { pageToken: 'r1' } })
  })

  it('shows invoices', async () => {
    const { body } = await gateway.call('GET', '/v1/invoices/i1')
    assert.deepEqual(body, { invoiceId: 'i1', number: '2026-000001', chargeRecordId: 'r1', ...moneyJson })
    assert.deepEqual((await gateway.call('GET', '/v1/invoices')).body, { items: [body], nextCursor: null })
    assert.equal((await gateway.call('GET', '/v1/invoices/none')).status, 404)
  })

  it('shows the sum of the ledger, also when the books are broken', async () => {
    const { body } = await gateway.call('GET', '/v1/ledger/balance')
    assert.deepEqual(body, { balances: [{ currency: 'EUR', sumMinor: 0, entries: 12 }] })
    sumMinor = '-7'
    assert.partialDeepStrictEqual((await gateway.call('GET', '/v1/ledger/balance')).body, {
      balances: [{ sumMinor: -7 }],
    })
  })
})
