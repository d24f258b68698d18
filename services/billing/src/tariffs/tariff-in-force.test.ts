import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { migrations } from '../migrations.ts'
import { perKwh, putAt } from '../testing/tariffs.ts'
import { deleteTariff } from './delete-tariff.ts'
import { tariffInForce } from './tariff-in-force.ts'

describe('tariffInForce', () => {
  let schema: TestSchema
  before(async () => {
    schema = await createTestSchema(migrations)
    const { database } = schema
    await putAt(database, '2026-01-01T00:00:00Z', { tariffId: 'default' })
    await putAt(database, '2026-02-01T00:00:00Z', { tariffId: 'default', elements: [perKwh('0.50')] })
    await putAt(database, '2026-01-01T00:00:00Z', { tariffId: 'fast', stationIds: ['S1', 'S2'] })
    await putAt(database, '2026-03-01T00:00:00Z', { tariffId: 'fast', stationIds: ['S2'] })
    await putAt(database, '2026-01-15T00:00:00Z', { tariffId: 'faster', stationIds: ['S2'] })
    await putAt(database, '2026-01-01T00:00:00Z', { tenant: 'other', tariffId: 'foreign', stationIds: ['S1'] })
    await deleteTariff(database, () => new Date('2026-06-01T00:00:00Z'))({ tenant: 'acme', tariffId: 'default' })
  })
  after(() => schema.drop())

  const found = async (station: string, at: string) => {
    const row = await tariffInForce(schema.database, 'acme', station, new Date(at))
    return row && `${row.tariff_id} ${row.version}`
  }
  const cases: [string, string, string, string | undefined][] = [
    ['nothing before the first tariff', 'S9', '2025-12-31T23:59:59Z', undefined],
    ["the tenant's default", 'S9', '2026-01-01T00:00:00Z', 'default 1'],
    ['the version of the instant before a change', 'S9', '2026-01-31T23:59:59.999Z', 'default 1'],
    ['the version of the instant of a change', 'S9', '2026-02-01T00:00:00Z', 'default 2'],
    ["the station's own before the default", 'S1', '2026-02-10T00:00:00Z', 'fast 1'],
    ['the default once the other names the station no more', 'S1', '2026-03-01T00:00:00Z', 'default 2'],
    ['the latest of two that name the station', 'S2', '2026-01-20T00:00:00Z', 'faster 1'],
    ['a later version of the other again', 'S2', '2026-03-02T00:00:00Z', 'fast 2'],
    ['nothing after the default was deleted', 'S9', '2026-06-01T00:00:00Z', undefined],
    ['the deleted one for what began before', 'S9', '2026-05-31T23:59:59Z', 'default 2'],
  ]
  for (const [what, station, at, expected] of cases) {
    it(`finds ${what}`, async () => assert.equal(await found(station, at), expected))
  }
})
