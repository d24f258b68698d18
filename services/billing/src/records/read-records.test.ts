// Reading charge records and invoices: by id, in pages, never another tenant's.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { getInvoice } from '../invoices/get-invoice.ts'
import { listInvoices } from '../invoices/list-invoices.ts'
import { migrations } from '../migrations.ts'
import { deliver, endedMessage } from '../testing/sessions.ts'
import { putAt } from '../testing/tariffs.ts'
import { getChargeRecord } from './get-charge-record.ts'
import { listChargeRecords } from './list-charge-records.ts'

describe('reading charge records and invoices', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
    const { database } = schema
    for (const tenant of ['acme', 'other']) await putAt(database, '2026-01-01T00:00:00Z', { tenant })
    for (let index = 0; index < 7; index++) {
      await deliver(database, endedMessage({ transactionId: String(index), stationId: index < 5 ? 'S1' : 'S2' }))
    }
    await deliver(database, endedMessage({ tenant: 'other' }))
  })
  after(() => schema.drop())

  const records = (stationId: string, pageSize: number, pageToken = '') =>
    listChargeRecords(schema.database)({ tenant: 'acme', stationId, pageSize, pageToken })

  async function allPages<T>(read: (token: string) => Promise<{ items: T[]; nextPageToken: string }>): Promise<T[]> {
    const items: T[] = []
    let token = ''
    do {
      const page = await read(token)
      items.push(...page.items)
      token = page.nextPageToken
    } while (token !== '')
    return items
  }

  for (const [stationId, expected] of [
    ['', '6,5,4,3,2,1,0'],
    ['S1', '4,3,2,1,0'],
    ['S3', ''],
  ] as const) {
    it(`pages through the records of '${stationId}', newest first, once each`, async () => {
      const seen = await allPages(async token => {
        const { chargeRecords, nextPageToken } = await records(stationId, 2, token)
        return { items: chargeRecords, nextPageToken }
      })
      const newestFirst = [...seen].sort(
        (a, b) => b.createdAt.localeCompare(a.createdAt) || b.chargeRecordId.localeCompare(a.chargeRecordId),
      )
      assert.deepEqual(seen, newestFirst)
      assert.equal(
        seen
          .map(({ transactionId }) => transactionId)
          .sort()
          .reverse()
          .join(),
        expected,
      )
    })
  }

  it('pages through the invoices of a tenant, whose numbers have no gap', async () => {
    const seen = await allPages(async pageToken => {
      const { invoices, nextPageToken } = await listInvoices(schema.database)({
        tenant: 'acme',
        pageSize: 3,
        pageToken,
      })
      return { items: invoices, nextPageToken }
    })
    assert.deepEqual(seen.map(({ number }) => Number(number.slice(5))).sort(), [1, 2, 3, 4, 5, 6, 7])
  })

  it('gets one record and its invoice', async () => {
    const [record] = (await records('S2', 1)).chargeRecords
    assert.ok(record !== undefined)
    const { chargeRecordId, invoiceId } = record
    assert.deepEqual(await getChargeRecord(schema.database)({ tenant: 'acme', chargeRecordId }), record)
    assert.equal((await getInvoice(schema.database)({ tenant: 'acme', invoiceId })).chargeRecordId, chargeRecordId)
    const foreign = { code: 'not_found' }
    await assert.rejects(getChargeRecord(schema.database)({ tenant: 'other', chargeRecordId }), {
      ...foreign,
      field: 'chargeRecordId',
    })
    await assert.rejects(getInvoice(schema.database)({ tenant: 'other', invoiceId }), {
      ...foreign,
      field: 'invoiceId',
    })
  })

  it('refuses bad input by its field', async () => {
    await assert.rejects(records('', 1001), { code: 'invalid_argument', field: 'pageSize' })
    await assert.rejects(records('', 1, 'no token'), { code: 'invalid_argument', field: 'pageToken' })
    await assert.rejects(records('a\nb', 1), { code: 'invalid_argument', field: 'stationId' })
    await assert.rejects(listInvoices(schema.database)({ tenant: '', pageSize: 0, pageToken: '' }), { field: 'tenant' })
    await assert.rejects(listInvoices(schema.database)({ tenant: 'acme', pageSize: 0, pageToken: '!' }), {
      field: 'pageToken',
    })
  })
})
