import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { PaymentSettled } from '@chargeplane/proto/ocpp/v1/payments'
import { deliver } from '@chargeplane/service/testing'
import { migrations } from '../migrations.ts'
import { putAt } from '../testing/tariffs.ts'
import { onPaymentSettled } from './on-payment-settled.ts'
import { getReceipt } from './receipt.ts'
import { getSettlement, listSettlements } from './settlements.ts'

const settledAt = '2026-03-01T10:00:00.000Z'

describe('settlements', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
    await putAt(schema.database, '2026-01-01T00:00:00Z', { stationIds: ['S1', 'S2'] })
    await putAt(schema.database, '2026-01-01T00:00:00Z', { tariffId: 'yen', currency: 'JPY', stationIds: ['S3'] })
  })
  after(() => schema.drop())

  const settle = (subject: string, changes: Partial<PaymentSettled> = {}) =>
    deliver(
      schema.database,
      onPaymentSettled,
      'chargeplane.ocpp.v1.PaymentSettled',
      PaymentSettled.fromPartial({
        transactionId: 'tx-1',
        pspRef: 'PSP-1',
        status: 'Settled',
        amount: '12.34',
        settledAt,
        ...changes,
      }),
      { tenant: 'acme', subject },
    )
  const list = async (stationId = '', pageSize = 0, pageToken = '') =>
    listSettlements(schema.database)({ tenant: 'acme', stationId, pageSize, pageToken })

  it('C21: are recorded once, in the minor units of the station’s tariff, with the receipt the station was given', async () => {
    const request = { tenant: 'acme', stationId: 'S1', transactionId: 'tx-1', pspRef: 'PSP-1' }
    const receipt = await getReceipt('https://r.example/{receiptId}/show')(request)
    assert.equal(receipt.receiptUrl, `https://r.example/${receipt.receiptId}/show`)
    await settle('S1', receipt)
    await settle('S1', receipt)
    const { settlements } = await list('S1')
    assert.equal(settlements.length, 1)
    assert.partialDeepStrictEqual(settlements[0], {
      stationId: 'S1',
      pspRef: 'PSP-1',
      status: 'Settled',
      amount: '12.34',
      currency: 'EUR',
      amountMinor: 1234n,
      currencyExponent: 2,
      settledAt,
      ...receipt,
    })
    const found = await getSettlement(schema.database)({ tenant: 'acme', receiptId: receipt.receiptId })
    assert.deepEqual(found, settlements[0])
  })

  it('have the receipt that billing would have given, where it was away', async () => {
    await settle('S2')
    const request = { tenant: 'acme', stationId: 'S2', transactionId: 'tx-1', pspRef: 'PSP-1' }
    const { receiptId, receiptUrl } = await getReceipt(undefined)(request)
    assert.match(receiptId, /^rc_[0-9a-f]{32}$/)
    assert.equal(receiptUrl, '')
    assert.deepEqual((await list('S2')).settlements[0]?.receiptId, receiptId)
  })

  it('C22: tell a payment that failed and was settled later twice, the failure without a receipt', async () => {
    const company = { name: 'ACME', address1: 'S 1', address2: '', city: 'T', postalCode: '', country: 'NL' }
    await settle('S3', {
      status: 'Failed',
      statusInfo: 'no line',
      amount: '500',
      vatNumber: 'NL1',
      vatCompany: company,
    })
    await settle('S3', { amount: '500', settledAt: '2026-03-01T11:00:00Z' })
    const { settlements } = await list('S3')
    assert.deepEqual(
      settlements.map(row => [row.status, row.amountMinor, row.currency, row.receiptId !== '']),
      [
        ['Settled', 500n, 'JPY', true],
        ['Failed', 500n, 'JPY', false],
      ],
    )
    assert.deepEqual(settlements[1]?.vatCompany, company)
    assert.equal(settlements[1]?.statusInfo, 'no line')
  })

  it('stand as they were told where the station has no tariff', async () => {
    await settle('S4', { amount: '0.005' })
    const { settlements } = await list('S4')
    assert.partialDeepStrictEqual(settlements, [{ amount: '0.005', currency: '', amountMinor: 0n }])
  })

  it('round half up, and may be refunds', async () => {
    await settle('S1', { pspRef: 'PSP-2', amount: '0.005' })
    await settle('S1', { pspRef: 'PSP-3', amount: '-2.5' })
    const minor = (await list('S1')).settlements.map(({ amountMinor }) => amountMinor)
    assert.deepEqual(minor, [-250n, 1n, 1234n])
  })

  it('are listed page by page, newest first, each tenant its own', async () => {
    const all = (await list()).settlements
    const paged: typeof all = []
    let pageToken = ''
    do {
      const page = await list('', 2, pageToken)
      paged.push(...page.settlements)
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    assert.deepEqual(paged, all)
    const rival = { tenant: 'rival', stationId: '', pageSize: 0, pageToken: '' }
    assert.deepEqual((await listSettlements(schema.database)(rival)).settlements, [])
  })

  it('are never changed', async () => {
    for (const sql of ['UPDATE settlements SET amount_minor = 1', 'DELETE FROM settlements']) {
      await assert.rejects(schema.database.query(sql), /append-only/)
    }
  })

  it('are set aside when they can not be read, and not found by a receipt nobody has', async () => {
    await assert.rejects(settle('S1', { amount: 'much' }), { code: 'invalid_argument', field: 'amount' })
    await assert.rejects(settle('S1', { settledAt: '' }), { code: 'invalid_argument', field: 'settledAt' })
    const get = (receiptId: string) => getSettlement(schema.database)({ tenant: 'acme', receiptId })
    await assert.rejects(get('rc_0'), { code: 'not_found', field: 'receiptId' })
    await assert.rejects(get(''), { code: 'invalid_argument', field: 'receiptId' })
    const request = { tenant: 'acme', stationId: 'S1', transactionId: '', pspRef: '' }
    await assert.rejects(getReceipt(undefined)(request), { code: 'invalid_argument', field: 'pspRef' })
  })
})
