import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { migrations } from '../migrations.ts'
import { perKwh, putAt, tariffMessage } from '../testing/tariffs.ts'
import { putTariff, wholeSecond } from './put-tariff.ts'

describe('putTariff', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
  })
  after(() => schema.drop())

  it('answers with the version, in force from the whole second on', async () => {
    const tariff = await putAt(schema.database, '2026-03-01T10:00:00.900Z', { name: 'Day', stationIds: ['S1'] })
    assert.deepEqual(
      { ...tariff, updatedAt: '' },
      tariffMessage({ name: 'Day', stationIds: ['S1'], version: 1, validFrom: '2026-03-01T10:00:00.000Z' }),
    )
  })

  it('counts a change as the next version', async () => {
    const tariff = await putAt(schema.database, '2026-04-01T10:00:00Z', { elements: [perKwh('0.45')] })
    assert.deepEqual([tariff.version, tariff.validFrom], [2, '2026-04-01T10:00:00.000Z'])
  })

  it('keeps every version as it was', async () => {
    const rows = await schema.database.query<{ price: string }>(
      `SELECT elements->0->'components'->0->>'price' AS price FROM tariff_versions WHERE tariff_id = 'T1' ORDER BY version`,
    )
    assert.deepEqual(
      rows.map(({ price }) => price),
      ['0.30', '0.45'],
    )
  })

  it('takes a first version dated back, and a change dated ahead', async () => {
    const first = await putAt(schema.database, '2026-04-01T10:00:00Z', {
      tariffId: 'T2',
      validFrom: '2020-01-01T00:00:00Z',
    })
    const next = await putAt(schema.database, '2026-04-01T10:00:00Z', {
      tariffId: 'T2',
      validFrom: '2030-01-01T00:00:00Z',
    })
    assert.deepEqual([first.validFrom, next.validFrom], ['2020-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z'])
  })

  it('refuses a change dated back, and keeps nothing of it', async () => {
    const late = putAt(schema.database, '2026-05-01T00:00:00Z', { validFrom: '2026-04-30T00:00:00Z' })
    await assert.rejects(late, { code: 'invalid_argument', field: 'validFrom' })
    const next = await putAt(schema.database, '2026-05-02T00:00:00Z')
    assert.equal(next.version, 3)
  })

  it('makes as many versions as there were puts at once', async () => {
    const put = putTariff(schema.database, () => new Date())
    const puts = await Promise.all(Array.from({ length: 8 }, () => put({ tariff: tariffMessage({ tariffId: 'T3' }) })))
    assert.deepEqual(puts.map(({ version }) => version).sort(), [1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('keeps tenants apart', async () => {
    const other = await putAt(schema.database, '2026-05-02T00:00:00Z', { tenant: 'other' })
    assert.equal(other.version, 1)
  })
})

describe('wholeSecond', () => {
  it('cuts, never rounds up', () => {
    assert.equal(wholeSecond(new Date('2026-01-01T00:00:00.999Z')).toISOString(), '2026-01-01T00:00:00.000Z')
  })
})
