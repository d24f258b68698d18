import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { deliverMany } from '@chargeplane/service/testing'
import { migrations } from './migrations.ts'
import { onMeterValues } from './on-meter-values.ts'
import { meterValuePartitions } from './store/partitions.ts'
import { deliveryTo } from './testing/deliver.ts'
import { at, meterValues, registerSample } from './testing/messages.ts'

describe('onMeterValues', () => {
  let schema: TestSchema
  let deliver: ReturnType<typeof deliveryTo>
  before(async () => {
    schema = await createTestSchema(migrations)
    deliver = deliveryTo(schema.database)
  })
  after(() => schema.drop())

  const rows = (station: string) =>
    schema.database.query(
      `SELECT transaction_id, sampled_at, measurand, phase, context, evse_id, value, unit FROM meter_values
       WHERE station_id = $1 ORDER BY sampled_at, measurand, phase`,
      [station],
    )

  it('stores every reading, exactly', async () => {
    const power = { ...registerSample(1, 7400.25), measurand: 'Power.Active.Import', phase: 'L1', unit: 'W' }
    await deliver(meterValues('S1', 1, '7', registerSample(1, 0.1 + 0.2), power))
    const common = { transaction_id: '7', sampled_at: new Date(at(1)), context: 'Sample.Periodic', evse_id: 1 }
    assert.deepEqual(await rows('S1'), [
      { ...common, measurand: 'Energy.Active.Import.Register', phase: '', value: '0.3', unit: 'Wh' },
      { ...common, measurand: 'Power.Active.Import', phase: 'L1', value: '7400.25', unit: 'W' },
    ])
  })

  it('has no effect when it is delivered again, whole or in part', async () => {
    const values = meterValues('S2', 1, '7', registerSample(1, 10), registerSample(2, 20))
    await deliver(values, values, meterValues('S2', 3, '7', registerSample(2, 20), registerSample(3, 30)))
    assert.equal((await rows('S2')).length, 3)
  })

  it('stores values of no transaction', async () => {
    await deliver(meterValues('S3', 1, '', registerSample(1, 10)))
    const [row] = await rows('S3')
    assert.ok(row !== undefined && 'transaction_id' in row)
    assert.equal(row.transaction_id, '')
  })

  it('stores values without readings as nothing', async () => {
    await deliver(meterValues('S4', 1, '7'))
    assert.deepEqual(await rows('S4'), [])
  })

  it('refuses what is no number or no time, by its field', async () => {
    await assert.rejects(deliver(meterValues('S5', 1, '7', registerSample(1, 1), registerSample(1, Number.NaN))), {
      code: 'invalid_argument',
      field: 'sampledValues[1].value',
    })
    await assert.rejects(deliver({ ...meterValues('S5', 1, '7'), origin: undefined }), { field: 'origin' })
    assert.deepEqual(await rows('S5'), [])
  })

  it('stores what many stations say with one statement, each reading with its own station', async () => {
    const handler = onMeterValues(meterValuePartitions(schema.database, () => new Date(at(120))))
    const signed = {
      ...registerSample(2, 0),
      data: 'AP;0;3',
      encodingMethod: 'ALFEN',
      signingMethod: '',
      publicKey: '',
    }
    const values = [
      meterValues('M1', 1, '7', registerSample(1, 10), registerSample(2, 20)),
      { ...meterValues('M2', 1, '', registerSample(1, 30)), signedValues: [signed] },
      meterValues('M3', 1, '9'),
    ]
    const about = ({ origin }: { origin?: { tenant: string; stationId: string } | undefined }) => {
      const { tenant = '', stationId: subject = '' } = origin ?? {}
      return { tenant, subject }
    }
    const type = 'chargeplane.ocpp.v1.MeterValuesReported'
    await deliverMany(schema.database, handler, type, values, about)
    // The second time there is no partition to make: one statement for the readings, one for what is signed.
    assert.equal(await deliverMany(schema.database, handler, type, values, about), 2)
    const stored = await schema.database.query(
      `SELECT station_id, transaction_id, value FROM meter_values WHERE station_id LIKE 'M%' ORDER BY station_id, sampled_at`,
    )
    assert.deepEqual(stored, [
      { station_id: 'M1', transaction_id: '7', value: '10' },
      { station_id: 'M1', transaction_id: '7', value: '20' },
      { station_id: 'M2', transaction_id: '', value: '30' },
    ])
    const kept = await schema.database.query(`SELECT station_id, data FROM signed_values WHERE station_id LIKE 'M%'`)
    assert.deepEqual(kept, [{ station_id: 'M2', data: 'AP;0;3' }])
  })
})
