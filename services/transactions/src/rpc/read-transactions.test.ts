// GetTransaction and ListTransactions: fields, pages, filters, other tenants, bad input.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { migrations } from '../migrations.ts'
import { deliveryTo } from '../testing/deliver.ts'
import { at, event, start16, stop16 } from '../testing/messages.ts'
import { getTransaction } from './get-transaction.ts'
import { listTransactions } from './list-transactions.ts'

describe('reading transactions', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
    const deliver = deliveryTo(schema.database)
    // Five that arrive in the same millisecond, so that the key must tell them apart, then others later.
    for (const id of ['3', '1', '5', '2', '4']) await deliver(start16('S1', id))
    await deliver(stop16('S1', '2'), stop16('S1', '4'), stop16('S2', '9'))
    await deliver(
      event('S2', 30, {
        transactionId: 'x',
        seqNo: 3,
        naturalKey: 'x/3',
        chargingState: 'Charging',
        remoteStartId: 42n,
      }),
    )
    const foreign = start16('S1', '1')
    assert.ok(foreign.origin)
    await deliver({ ...foreign, origin: { ...foreign.origin, tenant: 'other' } })
  })
  after(() => schema.drop())

  const list = (changes: {
    tenant?: string
    stationId?: string
    status?: string
    pageSize?: number
    pageToken?: string
  }) =>
    listTransactions(schema.database)({
      tenant: 'acme',
      stationId: '',
      status: '',
      pageSize: 0,
      pageToken: '',
      ...changes,
    })

  async function all(changes: Parameters<typeof list>[0]): Promise<string[]> {
    const ids: string[] = []
    let pageToken = ''
    do {
      const page = await list({ ...changes, pageToken })
      ids.push(...page.transactions.map(({ stationId, transactionId }) => `${stationId}/${transactionId}`))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    return ids
  }

  const everything = ['S2/9', 'S2/x', 'S1/5', 'S1/4', 'S1/3', 'S1/2', 'S1/1']
  for (const pageSize of [1, 2, 3, 7, 0]) {
    it(`pages through all, newest first, once each, ${pageSize || 'the usual number'} at a time`, async () => {
      assert.deepEqual(await all({ pageSize }), everything)
    })
  }

  const filters: [Parameters<typeof list>[0], string[]][] = [
    [{ stationId: 'S2' }, ['S2/9', 'S2/x']],
    [{ status: 'active' }, ['S2/x', 'S1/5', 'S1/3', 'S1/1']],
    [{ status: 'ended' }, ['S1/4', 'S1/2']],
    [{ status: 'incomplete' }, ['S2/9']],
    [{ status: 'active', stationId: 'S1' }, ['S1/5', 'S1/3', 'S1/1']],
    [{ stationId: 'S3' }, []],
    [{ tenant: 'other' }, ['S1/1']],
    [{ tenant: 'nobody' }, []],
  ]
  for (const [filter, expected] of filters) {
    it(`lists ${JSON.stringify(filter)}`, async () => assert.deepEqual(await all({ ...filter, pageSize: 2 }), expected))
  }

  it('gets one', async () => {
    const transaction = await getTransaction(schema.database)({ tenant: 'acme', stationId: 'S2', transactionId: 'x' })
    assert.deepEqual(
      [
        transaction.status,
        transaction.chargingState,
        transaction.remoteStartId,
        transaction.startedAt,
        transaction.updatedAt,
      ],
      ['active', 'Charging', 42n, '', at(30)],
    )
    assert.deepEqual(
      [transaction.energyWhExact, transaction.meterStartWhExact, transaction.meterStopWhExact],
      ['', '', ''],
    )
  })

  it("does not get another tenant's, nor one of another station", async () => {
    const get = getTransaction(schema.database)
    await assert.rejects(get({ tenant: 'other', stationId: 'S2', transactionId: 'x' }), {
      code: 'not_found',
      field: 'transactionId',
    })
    await assert.rejects(get({ tenant: 'acme', stationId: 'S1', transactionId: 'x' }), {
      code: 'not_found',
      field: 'transactionId',
    })
  })

  const refused: [string, Parameters<typeof list>[0]][] = [
    ['tenant', { tenant: '' }],
    ['stationId', { stationId: 'a\nb' }],
    ['status', { status: 'Ended' }],
    ['pageSize', { pageSize: 1001 }],
    ['pageToken', { pageToken: 'e30' }],
  ]
  for (const [field, changes] of refused) {
    it(`refuses a bad ${field}`, () => assert.rejects(list(changes), { code: 'invalid_argument', field }))
  }

  for (const field of ['tenant', 'stationId', 'transactionId'] as const) {
    it(`refuses to get without ${field}`, () => {
      const request = { tenant: 'acme', stationId: 'S1', transactionId: '1', [field]: '' }
      return assert.rejects(getTransaction(schema.database)(request), { code: 'invalid_argument', field })
    })
  }
})
