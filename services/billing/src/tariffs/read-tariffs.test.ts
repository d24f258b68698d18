// GetTariff, ListTariffs and DeleteTariff against what PutTariff wrote.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { migrations } from '../migrations.ts'
import { perKwh, putAt } from '../testing/tariffs.ts'
import { deleteTariff } from './delete-tariff.ts'
import { getTariff } from './get-tariff.ts'
import { listTariffs } from './list-tariffs.ts'

const now = () => new Date('2026-03-01T00:00:00Z')

describe('reading tariffs', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
    for (const tariffId of ['T3', 'T1', 'T5', 'T2', 'T4'])
      await putAt(schema.database, '2026-01-01T00:00:00Z', { tariffId })
    await putAt(schema.database, '2026-02-01T00:00:00Z', { tariffId: 'T2', elements: [perKwh('9.99', '7')] })
    await putAt(schema.database, '2026-01-01T00:00:00Z', { tenant: 'other', tariffId: 'T0' })
  })
  after(() => schema.drop())

  const list = async (pageSize: number, pageToken = '') =>
    listTariffs(schema.database)({ tenant: 'acme', pageSize, pageToken })

  it('gets the newest version', async () => {
    const tariff = await getTariff(schema.database)({ tenant: 'acme', tariffId: 'T2' })
    assert.deepEqual([tariff.version, tariff.elements], [2, [perKwh('9.99', '7')]])
  })

  it('does not get the tariff of another tenant', async () => {
    const foreign = getTariff(schema.database)({ tenant: 'acme', tariffId: 'T0' })
    await assert.rejects(foreign, { code: 'not_found', field: 'tariffId' })
  })

  it('pages through all of a tenant, once each', async () => {
    const seen: string[] = []
    let pageToken = ''
    do {
      const page = await list(2, pageToken)
      seen.push(...page.tariffs.map(({ tariffId }) => tariffId))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    assert.deepEqual(seen, ['T1', 'T2', 'T3', 'T4', 'T5'])
  })

  it('refuses a page token of its own making', () =>
    assert.rejects(list(2, 'T1'), { code: 'invalid_argument', field: 'pageToken' }))

  it('refuses a page size out of range', () =>
    assert.rejects(list(-2), { code: 'invalid_argument', field: 'pageSize' }))

  it('deletes once; then there is no such tariff', async () => {
    const remove = deleteTariff(schema.database, now)
    await remove({ tenant: 'acme', tariffId: 'T4' })
    await assert.rejects(remove({ tenant: 'acme', tariffId: 'T4' }), { code: 'not_found', field: 'tariffId' })
    await assert.rejects(getTariff(schema.database)({ tenant: 'acme', tariffId: 'T4' }), { code: 'not_found' })
    assert.deepEqual(
      (await list(0)).tariffs.map(({ tariffId }) => tariffId),
      ['T1', 'T2', 'T3', 'T5'],
    )
  })

  it('may be put again after it was deleted, as the next version', async () => {
    const tariff = await putAt(schema.database, '2026-04-01T00:00:00Z', { tariffId: 'T4' })
    assert.equal(tariff.version, 3)
  })
})
