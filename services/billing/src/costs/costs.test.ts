// Costs and tariffs that stations are told while they wait. What a transaction has come to is told by a transactions service of the test's own.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestSchema, type TestSchema } from '@chargeplane/database/testing'
import { fail } from '@chargeplane/failure'
import { TransactionCostRequest } from '@chargeplane/proto/billing/v1/decisions'
import {
  type GetProgressRequest,
  type Progress,
  TransactionProgressServiceService,
} from '@chargeplane/proto/transactions/v1/progress'
import { implement, type RpcServer, rpcClient, serveRpc } from '@chargeplane/rpc'
import { migrations } from '../migrations.ts'
import { chargeFor } from '../records/charge.ts'
import { readEndedTransaction } from '../records/ended-transaction.ts'
import { tariffInForce } from '../tariffs/tariff-in-force.ts'
import { toPriceTariff } from '../tariffs/tariff-row.ts'
import { endedMessage } from '../testing/sessions.ts'
import { putAt } from '../testing/tariffs.ts'
import { getStationTariff } from './station-tariff.ts'
import { type CostNeeds, getTransactionCost } from './transaction-cost.ts'

const ended = endedMessage()
const progress: Progress = { startedAt: ended.startedAt, energyWh: ended.energyWh, periods: ended.periods }

describe('costs that stations are told', () => {
  let schema: TestSchema
  let server: RpcServer
  let needs: CostNeeds
  let asked: GetProgressRequest[] = []
  let answer: () => Promise<Progress> = async () => progress

  before(async () => {
    schema = await createTestSchema(migrations)
    const elements = [
      {
        priceComponents: [
          { type: 'ENERGY', price: '0.30', vat: '19', stepSize: 1 },
          { type: 'FLAT', price: '1', vat: '', stepSize: 1 },
          { type: 'PARKING_TIME', price: '2', vat: '7', stepSize: 1 },
        ],
      },
    ]
    await putAt(schema.database, '2026-01-01T00:00:00Z', { stationIds: ['S1'], elements })
    await putAt(schema.database, '2026-04-01T00:00:00Z', { stationIds: ['S1'] })
    const service = implement(TransactionProgressServiceService, {
      getProgress(request) {
        asked.push(request)
        return answer()
      },
    })
    server = await serveRpc({ host: '127.0.0.1', port: 0, services: [service] })
    const transactions = rpcClient(TransactionProgressServiceService, `127.0.0.1:${server.port}`)
    needs = { database: schema.database, transactions, deadlineMs: 2000 }
  })
  after(async () => {
    needs.transactions.close()
    await server.close()
    await schema.drop()
  })

  const signal = new AbortController().signal
  const request = TransactionCostRequest.fromPartial({
    tenant: 'acme',
    stationId: 'S1',
    transactionId: '17',
    seqNo: 5,
    occurredAt: ended.endedAt,
    chargingState: 'Idle',
  })
  const costOf = (stationId = 'S1') => getTransactionCost(needs)({ ...request, stationId }, { signal })

  it('I03: are what the invoice is going to say, by the tariff of the start', async () => {
    asked = []
    const cost = await costOf()
    const row = await tariffInForce(schema.database, 'acme', 'S1', new Date(ended.startedAt))
    assert.ok(row !== undefined)
    const tariff = { tariffId: 'T1', version: row.version, price: toPriceTariff(row) }
    const charge = chargeFor(readEndedTransaction(ended, 'acme', 'S1'), tariff)
    assert.ok(charge.status === 'billed')
    // 20 kWh x 0.30 = 6.00, 19 % 1.14; flat 1.00; a quarter of an hour x 2.00 = 0.50, 7 % 0.04.
    assert.deepEqual(cost, { currency: 'EUR', totalMinor: 868n, currencyExponent: 2 })
    assert.equal(charge.price.totalMinor, cost.totalMinor)
    assert.deepEqual(asked, [request])
  })

  it('I03.FR.04: are 0 where nothing was used and nothing is due for a start', async () => {
    answer = async () => ({ startedAt: '2026-05-01T10:00:00Z', energyWh: '0', periods: [] })
    assert.equal((await costOf()).totalMinor, 0n)
    answer = async () => progress
  })

  it('are not told without a tariff, nor where transactions can not say', async () => {
    await assert.rejects(costOf('S9'), { code: 'failed_precondition', message: 'station S9 has no tariff' })
    answer = async () => Promise.reject(fail('failed_precondition', 'the transaction needs a look: meter_backwards'))
    await assert.rejects(costOf(), { code: 'failed_precondition', message: /meter_backwards/ })
    answer = async () => progress
  })

  it('have the tariff that a charge beginning now is priced by', async () => {
    const at = (now: string, stationId = 'S1') =>
      getStationTariff(schema.database, () => new Date(now))({ tenant: 'acme', stationId })
    const versions = [(await at('2026-03-31T23:59:59Z')).version, (await at('2026-04-01T00:00:00Z')).version]
    assert.deepEqual(versions, [1, 2])
    await assert.rejects(at('2026-04-01T00:00:00Z', 'S9'), { code: 'not_found', field: 'stationId' })
    await assert.rejects(at('2026-04-01T00:00:00Z', ''), { code: 'invalid_argument', field: 'stationId' })
  })
})
