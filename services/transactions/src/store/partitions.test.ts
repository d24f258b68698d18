import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { migrations } from '../migrations.ts'
import { deliveryTo } from '../testing/deliver.ts'
import { meterValues, registerSample } from '../testing/messages.ts'
import { meterValuePartitions } from './partitions.ts'

const now = () => new Date('2026-11-23T08:00:00Z')

describe('meterValuePartitions', () => {
  let schema: TestSchema
  beforeEach(async () => {
    schema = await createTestSchema(migrations)
  })
  afterEach(() => schema.drop())

  /** Readings by the partition they lie in. */
  async function spread(): Promise<Record<string, number>> {
    const rows = await schema.database.query<{ name: string; n: bigint }>(
      `SELECT child.relname AS name, (SELECT count(*) FROM meter_values WHERE tableoid = child.oid) AS n
       FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid WHERE inhparent = 'meter_values'::regclass ORDER BY 1`,
    )
    return Object.fromEntries(rows.map(({ name, n }) => [name.replace('meter_values_', ''), Number(n)]))
  }

  const reading = (sampledAt: string) => meterValues('S1', 0, '7', { ...registerSample(0, 1), sampledAt })

  it('makes this month and the next ahead, again and again', async () => {
    const partitions = meterValuePartitions(schema.database, now)
    await partitions.createAhead()
    await partitions.createAhead()
    assert.deepEqual(await spread(), { '2026_11': 0, '2026_12': 0, default: 0 })
  })

  it('knows the end of the year', async () => {
    await meterValuePartitions(schema.database, () => new Date('2026-12-31T23:59:59Z')).createAhead()
    assert.deepEqual(await spread(), { '2026_12': 0, '2027_01': 0, default: 0 })
  })

  it('makes the month that a late reading needs', async () => {
    const deliver = deliveryTo(schema.database, now)
    await deliver(reading('2026-03-31T23:59:59.999Z'), reading('2026-04-01T00:00:00Z'), reading('2026-03-01T00:00:00Z'))
    assert.deepEqual(await spread(), { '2026_03': 2, '2026_04': 1, default: 0 })
  })

  it('makes no month for a clock that is far off', async () => {
    const deliver = deliveryTo(schema.database, now)
    await deliver(
      ...['1970-01-01', '2025-10-31', '2027-01-01', '2099-12-31', '9999-01-01'].map(day => reading(`${day}T00:00:00Z`)),
    )
    assert.deepEqual(await spread(), { default: 5 })
  })

  it('moves along what waited in the default partition', async () => {
    const deliver = deliveryTo(schema.database, now)
    await deliver(reading('2027-01-15T00:00:00Z'), reading('2027-02-15T00:00:00Z'))
    assert.deepEqual(await spread(), { default: 2 })
    await meterValuePartitions(schema.database, () => new Date('2026-12-01T00:00:00Z')).createAhead()
    assert.deepEqual(await spread(), { '2026_12': 0, '2027_01': 1, default: 1 })
    await deliver(reading('2027-01-15T00:00:00Z'))
    assert.equal((await spread())['2027_01'], 1)
  })

  it('forgets a month whose transaction was rolled back', async () => {
    const partitions = meterValuePartitions(schema.database, now)
    const instants = [new Date('2026-05-01T00:00:00Z')]
    const undone = schema.database.transaction(async tx => {
      await partitions.ensure(tx, instants)
      throw new Error('undone')
    })
    await assert.rejects(undone, /undone/)
    assert.deepEqual(await spread(), { default: 0 })
    await schema.database.transaction(tx => partitions.ensure(tx, instants))
    assert.deepEqual(await spread(), { '2026_05': 0, default: 0 })
  })

  it('lets two instances make the same month at once', async () => {
    const instances = [1, 2, 3, 4].map(() => meterValuePartitions(schema.database, now))
    await Promise.all(instances.map(partitions => partitions.createAhead()))
    assert.deepEqual(await spread(), { '2026_11': 0, '2026_12': 0, default: 0 })
  })
})
