import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { textSealer } from '@chargeplane/ocpp'
import { CustomerInformationReported } from '@chargeplane/proto/ocpp/v1/customer'
import { sweepCustomers } from '../diagnostics/customer-information.ts'
import { customerInformationReported } from '../events/customer-information-reported.ts'
import { type Bench, openBench, pepper } from '../testing/bench.ts'
import { origin } from '../testing/origin.ts'
import { deleteCustomerInformation } from './delete-customer-information.ts'
import { deleteStation } from './delete-station.ts'
import { getCustomerInformation } from './get-customer-information.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['station_facts', 'customer_information']) await bench.database.query(`DELETE FROM ${table}`)
})

const seal = textSealer(pepper)
// Received now: what is kept for an hour is kept while the test runs.
const from = (sequence: number) => ({
  ...origin(10, sequence),
  receivedAt: new Date(Date.now() + sequence).toISOString(),
})
const part = (sequence: number, seqNo: number, text: string, toBeContinued: boolean, requestId = 7n) =>
  bench.receive(
    customerInformationReported,
    'chargeplane.ocpp.v1.CustomerInformationReported',
    CustomerInformationReported.fromPartial({
      origin: from(sequence),
      requestId,
      seqNo,
      toBeContinued,
      generatedAt: '2026-03-01T10:00:00.000Z',
      sealedData: seal(text),
    }),
  )
const address = (requestId: bigint, stationId = 'CP-1') => ({ tenant: 'default', stationId, requestId })
const get = (requestId = 7n, stationId = 'CP-1') =>
  getCustomerInformation(bench.database, { pepper, customerInformationHours: 1 })(address(requestId, stationId))

describe('getCustomerInformation', () => {
  it('puts the parts together, and says whether all are there', async () => {
    await part(1, 0, 'Jane ', true)
    assert.deepEqual([(await get()).text, (await get()).complete], ['Jane ', false])
    await part(3, 2, '1', false)
    assert.equal((await get()).complete, false, 'the second is missing')
    await part(2, 1, 'Doe, Main Street ', true)
    const { complete, text, generatedAt } = await get()
    assert.deepEqual([complete, text, generatedAt], [true, 'Jane Doe, Main Street 1', '2026-03-01T10:00:00.000Z'])
  })

  it('mixes no two answers with the same request id', async () => {
    await part(1, 0, 'Jane ', true)
    await part(2, 1, 'Doe', false)
    await part(3, 0, 'John', false)
    assert.deepEqual([(await get()).text, (await get()).complete], ['John', true])
  })

  it('has nothing readable in the database', async () => {
    await part(1, 0, 'Jane Doe', false)
    const [row] = await bench.database.query<{ sealed_data: Buffer }>('SELECT sealed_data FROM customer_information')
    assert.equal(row?.sealed_data.includes('Jane'), false)
  })

  it('tells nothing that is too old, and the sweep deletes it', async () => {
    await part(1, 0, 'Jane Doe', false)
    await bench.database.query(`UPDATE customer_information SET received_at = now() - interval '61 minutes'`)
    await assert.rejects(get(), { code: 'not_found', field: 'requestId' })
    await sweepCustomers(bench.database, 2)
    assert.equal((await bench.database.query('SELECT FROM customer_information')).length, 1)
    await sweepCustomers(bench.database, 1)
    assert.equal((await bench.database.query('SELECT FROM customer_information')).length, 0)
  })

  it('is deleted when somebody says so, and only that', async () => {
    await part(1, 0, 'Jane', false)
    await part(2, 0, 'John', false, 8n)
    await deleteCustomerInformation(bench.database)(address(7n))
    await deleteCustomerInformation(bench.database)(address(7n))
    await assert.rejects(get(), { code: 'not_found' })
    assert.equal((await get(8n)).text, 'John')
    await assert.rejects(deleteCustomerInformation(bench.database)(address(7n, 'CP-9')), { code: 'not_found' })
    await assert.rejects(get(7n, 'CP-9'), { code: 'not_found', field: 'stationId' })
  })

  it('goes with its station', async () => {
    await bench.register('CP-2')
    await part(1, 0, 'Jane', false)
    await bench.database.query(`UPDATE customer_information SET station_key = 'cp-2'`)
    assert.equal((await get(7n, 'CP-2')).text, 'Jane')
    await deleteStation(bench)({ tenant: 'default', stationId: 'CP-2' })
    assert.deepEqual(await bench.database.query('SELECT FROM customer_information'), [])
  })
})
