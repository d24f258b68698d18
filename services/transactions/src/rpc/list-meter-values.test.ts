import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import type { SignedValue } from '@chargeplane/proto/ocpp/v1/transactions'
import { ListMeterValuesRequest } from '@chargeplane/proto/transactions/v1/transactions'
import { migrations } from '../migrations.ts'
import { deliveryTo } from '../testing/deliver.ts'
import { at, event, meterValues, registerSample, session2x } from '../testing/messages.ts'
import { listMeterValues } from './list-meter-values.ts'

const signedValue = (minutes: number, context = 'Sample.Periodic'): SignedValue => ({
  sampledAt: at(minutes),
  measurand: 'Energy.Active.Import.Register',
  phase: '',
  location: 'Outlet',
  context,
  data: 'T0NNRg==',
  encodingMethod: 'OCMF',
  signingMethod: 'ECDSA',
  publicKey: 'oca:key',
})

describe('listMeterValues', () => {
  let schema: TestSchema
  let deliver: ReturnType<typeof deliveryTo>
  before(async () => {
    schema = await createTestSchema(migrations)
    deliver = deliveryTo(schema.database)
  })
  after(() => schema.drop())

  const list = async (stationId: string, transactionId: string, more: Partial<ListMeterValuesRequest> = {}) =>
    listMeterValues(schema.database)(
      ListMeterValuesRequest.fromPartial({ tenant: 'acme', stationId, transactionId, ...more }),
    )

  it('shows readings of a transaction in order, with the place that only its start told', async () => {
    await deliver(...session2x('S1'))
    const { meterValues } = await list('S1', 'tx-2x')
    assert.deepEqual(
      meterValues.map(({ sampledAt, value, unit, context, evseId, connectorId, signed }) => {
        return [sampledAt, value, unit, context, evseId, connectorId, signed]
      }),
      [
        [at(0), '50000', 'Wh', 'Transaction.Begin', 2, 1, undefined],
        [at(20), '53000', 'Wh', 'Sample.Periodic', 2, 1, undefined],
        [at(40), '56000', 'Wh', 'Sample.Periodic', 2, 1, undefined],
        [at(60), '56000', 'Wh', 'Transaction.End', 2, 1, undefined],
      ],
    )
  })

  it('shows a signed reading whole, beside its number and without one', async () => {
    const both = { transactionId: 'T', naturalKey: 'T/1', seqNo: 1 }
    const withBoth = event('S2', 5, {
      ...both,
      evseId: 1,
      connectorId: 1,
      sampledValues: [registerSample(5, 100)],
      signedValues: [signedValue(5)],
    })
    const values = { ...meterValues('S2', 6, 'T'), signedValues: [signedValue(6, 'Transaction.End')] }
    await deliver(withBoth, withBoth, values, values)
    const shown = (await list('S2', 'T')).meterValues
    assert.deepEqual(
      shown.map(({ value, signed }) => [value, signed]),
      [
        ['100', signedValue(5)],
        ['', signedValue(6, 'Transaction.End')],
      ],
    )
  })

  it('shows what belongs to no transaction, page by page', async () => {
    await deliver(meterValues('S3', 1, '', registerSample(1, 10), registerSample(2, 20), registerSample(3, 30)))
    const first = await list('S3', '', { pageSize: 2 })
    const second = await list('S3', '', { pageSize: 2, pageToken: first.nextPageToken })
    assert.deepEqual(
      [...first.meterValues, ...second.meterValues].map(({ value }) => value),
      ['10', '20', '30'],
    )
    assert.equal(second.nextPageToken, '')
  })

  it('shows nothing of another tenant, and refuses bad input', async () => {
    assert.deepEqual((await list('S1', 'tx-2x', { tenant: 'rival' })).meterValues, [])
    await assert.rejects(list('', 'T'), { code: 'invalid_argument', field: 'stationId' })
    await assert.rejects(list('S1', 'T', { pageToken: 'x' }), { code: 'invalid_argument', field: 'pageToken' })
  })
})
