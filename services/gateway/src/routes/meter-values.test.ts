import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ListMeterValuesResponse } from '@chargeplane/proto/transactions/v1/transactions'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const reading = {
  sampledAt: '2026-11-23T08:00:00.000Z',
  measurand: 'Energy.Active.Import.Register',
  location: 'Outlet',
  context: 'Transaction.End',
  evseId: 1,
  connectorId: 1,
  value: '12345.5',
  unit: 'Wh',
  original: '12.3455 kWh',
}

describe('meter values', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: {
        transactions: {
          listMeterValues: async ({ transactionId }) =>
            ListMeterValuesResponse.fromPartial({
              meterValues:
                transactionId === ''
                  ? [{ ...reading, phase: 'L1', value: '', unit: '', original: '', signed: { data: 'AAEC' } }]
                  : [reading],
              nextPageToken: 'more',
            }),
        },
      },
    })
  })
  after(() => gateway.close())

  it('are those of a transaction', async () => {
    const path = '/v1/stations/CP-1/transactions/42/meter-values'
    const { body } = await gateway.call('GET', path)
    const { items, nextCursor } = body as { items: unknown[]; nextCursor: string }
    assert.deepEqual(items, [reading])
    await gateway.call('GET', `${path}?cursor=${nextCursor}&limit=5`)
    assert.deepEqual(gateway.owners.asked.at(-1)?.request, {
      tenant: 'acme',
      stationId: 'CP-1',
      transactionId: '42',
      pageSize: 5,
      pageToken: 'more',
    })
    assert.equal((await gateway.call('GET', `/v1/stations/CP-1/meter-values?cursor=${nextCursor}`)).status, 400)
  })

  it('are those of no transaction, a signed one without a number too', async () => {
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/meter-values')
    const { value: _, unit: _unit, original: _original, ...place } = reading
    assert.deepEqual((body as { items: unknown[] }).items, [{ ...place, phase: 'L1', signed: { data: 'AAEC' } }])
  })
})
