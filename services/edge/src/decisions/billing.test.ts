// What billing and the registry of vendors decide, and what stands in for them.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import type { QuestionOf } from '@chargeplane/ocpp'
import { Tariff } from '@chargeplane/proto/billing/v1/billing'
import { BillingDecisionServiceService } from '@chargeplane/proto/billing/v1/decisions'
import { DataTransferServiceService } from '@chargeplane/proto/stations/v1/data_transfer'
import { implement, type MethodsOf, type RpcServer, rpcClient, serveRpc } from '@chargeplane/rpc'
import { away, silence } from '../testing/owners.ts'
import { type BillingOptions, decideCost } from './cost.ts'
import { type DataTransferOptions, decideDataTransfer } from './data-transfer.ts'
import { decideSettlement } from './settlement.ts'
import { decideTariff } from './tariff.ts'
import { decideVatNumber } from './vat-number.ts'

const asking = { tenant: 'acme', station: 'CP-1' }
const about = { tenant: 'acme', stationId: 'CP-1' }
const cost: QuestionOf<'cost'> = {
  kind: 'cost',
  transactionId: 'tx-1',
  seqNo: 3,
  occurredAt: '2026-01-01T00:00:00Z',
  chargingState: 'Charging',
  sampledValues: [],
}

type Billing = MethodsOf<BillingDecisionServiceService>

describe('what billing decides', () => {
  let server: RpcServer
  let options: BillingOptions & DataTransferOptions
  let asked: unknown[] = []
  let answers: Partial<Record<keyof Billing | 'decideTransfer', () => unknown>> = {}

  async function answer<T>(method: keyof typeof answers, request: unknown): Promise<T> {
    asked.push(request)
    return (await (answers[method] ?? silence)()) as T
  }

  before(async () => {
    const billing = implement(BillingDecisionServiceService, {
      getTransactionCost: request => answer('getTransactionCost', request),
      getStationTariff: request => answer('getStationTariff', request),
      checkVatNumber: request => answer('checkVatNumber', request),
      getReceipt: request => answer('getReceipt', request),
    })
    const unused = () => Promise.reject(fail('internal', 'not for edges'))
    const transfers = implement(DataTransferServiceService, {
      decideTransfer: request => answer('decideTransfer', request),
      putVendor: unused,
      getVendor: unused,
      listVendors: unused,
      deleteVendor: unused,
    })
    server = await serveRpc({ host: '127.0.0.1', port: 0, services: [billing, transfers] })
    const address = `127.0.0.1:${server.port}`
    options = {
      billing: rpcClient(BillingDecisionServiceService, address),
      transfers: rpcClient(DataTransferServiceService, address),
      deadlineMs: 500,
    }
  })
  after(async () => {
    options.billing.close()
    options.transfers.close()
    await server.close()
  })
  beforeEach(() => {
    asked = []
    answers = {}
  })

  const refuse = (code: Parameters<typeof fail>[0]) => () => Promise.reject(fail(code, 'no'))

  it('the cost of a transaction, in the major unit of its currency', async () => {
    answers.getTransactionCost = () => ({ currency: 'EUR', totalMinor: 714n, currencyExponent: 2 })
    assert.deepEqual(await decideCost(options)(cost, asking), { kind: 'cost', totalCost: 7.14, fallback: '' })
    const { kind: _, ...event } = cost
    assert.deepEqual(asked, [{ ...about, ...event }])
    answers.getTransactionCost = () => ({ currency: 'JPY', totalMinor: 0n, currencyExponent: 0 })
    assert.equal((await decideCost(options)(cost, asking)).totalCost, 0)
  })

  it('that there is no cost to tell, which is no fallback; being away is one', async () => {
    const nothing = { kind: 'cost', totalCost: undefined }
    answers.getTransactionCost = refuse('failed_precondition')
    assert.deepEqual(await decideCost(options)(cost, asking), { ...nothing, fallback: '' })
    answers.getTransactionCost = () => Promise.reject(away)
    assert.deepEqual(await decideCost(options)(cost, asking), { ...nothing, fallback: 'no_cost' })
    answers.getTransactionCost = silence
    assert.deepEqual(await decideCost(options)(cost, asking), { ...nothing, fallback: 'no_cost' })
  })

  it('the tariff of a station, or that it has none', async () => {
    const tariff = Tariff.fromPartial({ tariffId: 'day', version: 1, currency: 'EUR' })
    answers.getStationTariff = () => tariff
    assert.deepEqual((await decideTariff(options)({ kind: 'tariff' }, asking)).tariff, tariff)
    assert.deepEqual(asked, [about])
    for (const [code, fallback] of [['not_found', ''] as const, ['unavailable', 'no_tariff'] as const]) {
      answers.getStationTariff = refuse(code)
      const decision = await decideTariff(options)({ kind: 'tariff' }, asking)
      assert.deepEqual(decision, { kind: 'tariff', tariff: undefined, fallback })
    }
  })

  it('whether a VAT number is one', async () => {
    const question = { kind: 'vatNumber', vatNumber: 'DE1' } as const
    answers.checkVatNumber = () => ({ valid: false, problem: 'too short', company: undefined })
    const decision = await decideVatNumber(options)(question, asking)
    assert.deepEqual([decision.valid, decision.problem, decision.fallback], [false, 'too short', ''])
    assert.deepEqual(asked, [{ tenant: 'acme', vatNumber: 'DE1' }])
    answers.checkVatNumber = () => Promise.reject(away)
    const unsure = await decideVatNumber(options)(question, asking)
    assert.deepEqual([unsure.valid, unsure.fallback], [false, 'rejected'])
  })

  it('the receipt of a settlement', async () => {
    const question = { kind: 'settlement', transactionId: 'tx-1', pspRef: 'P' } as const
    answers.getReceipt = () => ({ receiptId: 'rc_1', receiptUrl: 'https://r.example/rc_1' })
    const decision = await decideSettlement(options)(question, asking)
    assert.deepEqual([decision.receiptId, decision.receiptUrl], ['rc_1', 'https://r.example/rc_1'])
    assert.deepEqual(asked, [{ ...about, transactionId: 'tx-1', pspRef: 'P' }])
    answers.getReceipt = () => Promise.reject(away)
    const none = { kind: 'settlement', receiptId: '', receiptUrl: '', fallback: 'no_receipt' }
    assert.deepEqual(await decideSettlement(options)(question, asking), none)
  })

  it('whether anybody takes a vendor’s message', async () => {
    const question = { kind: 'dataTransfer', vendorId: 'com.example', messageId: 'Hello' } as const
    for (const status of ['Accepted', 'UnknownVendorId', 'UnknownMessageId']) {
      answers.decideTransfer = () => ({ status })
      const decision = await decideDataTransfer(options)(question, asking)
      assert.deepEqual(decision, { kind: 'dataTransfer', status, fallback: '' })
    }
    assert.deepEqual(asked.at(-1), { tenant: 'acme', vendorId: 'com.example', messageId: 'Hello' })
    answers.decideTransfer = () => Promise.reject(away)
    const rejected = { kind: 'dataTransfer', status: 'Rejected', fallback: 'rejected' }
    assert.deepEqual(await decideDataTransfer(options)(question, asking), rejected)
  })
})
