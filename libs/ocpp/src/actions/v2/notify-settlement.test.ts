import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SettlementDecision } from '../../billing-questions.ts'
import { call, exchange, onlyEvent } from '../../testing.ts'

const settled = {
  pspRef: 'PSP-1',
  transactionId: 'tx-1',
  status: 'Settled',
  settlementAmount: 12.34,
  settlementTime: '2025-12-01T09:59:00+01:00',
}
const receipt: SettlementDecision = {
  kind: 'settlement',
  receiptId: 'rc_1',
  receiptUrl: 'https://receipts.example/rc_1',
  fallback: '',
}
const eventOf = (payload: object, decision: SettlementDecision) => {
  const event = onlyEvent(exchange('2.1', call('NotifySettlement', payload), decision).events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.PaymentSettled')
  return event
}

describe('2.1 NotifySettlement', () => {
  it('C21.FR.03: gives a receipt to a payment that was settled without one', () => {
    const { question, reply } = exchange('2.1', call('NotifySettlement', settled), receipt)
    assert.deepEqual(question, { kind: 'settlement', transactionId: 'tx-1', pspRef: 'PSP-1' })
    assert.equal(reply, '[3,"id-1",{"receiptId":"rc_1","receiptUrl":"https://receipts.example/rc_1"}]')
    const { origin, ...told } = eventOf(settled, receipt).data
    assert.equal(origin?.action, 'NotifySettlement')
    assert.deepEqual(told, {
      transactionId: 'tx-1',
      pspRef: 'PSP-1',
      status: 'Settled',
      statusInfo: '',
      amount: '12.34',
      settledAt: '2025-12-01T08:59:00.000Z',
      receiptId: 'rc_1',
      receiptUrl: 'https://receipts.example/rc_1',
      vatNumber: '',
      vatCompany: undefined,
    })
  })

  it('C21.FR.04: keeps the receipt that the payment terminal made, with the company it is for', () => {
    const vatCompany = { name: 'ACME', address1: 'Street 1', city: 'Town', country: 'NL' }
    const own = { ...settled, receiptId: 'T-1', receiptUrl: 'https://psp.example/T-1', vatNumber: 'NL1', vatCompany }
    const { questions, reply } = exchange('2.1', call('NotifySettlement', own))
    assert.deepEqual([questions, reply], [[], '[3,"id-1",{}]'])
    const { data } = eventOf(own, receipt)
    assert.deepEqual([data.receiptId, data.receiptUrl], ['T-1', 'https://psp.example/T-1'])
    assert.deepEqual(data.vatCompany, { ...vatCompany, address2: '', postalCode: '' })
  })

  for (const status of ['Rejected', 'Failed', 'Canceled']) {
    it(`C22: has no receipt for a payment that was ${status}`, () => {
      const { questions, reply } = exchange('2.1', call('NotifySettlement', { ...settled, status }))
      assert.deepEqual([questions, reply], [[], '[3,"id-1",{}]'])
    })
  }

  it('answers without a receipt when there is none to give, and is the same fact when sent again', () => {
    const none = { ...receipt, receiptId: '', receiptUrl: '', fallback: 'no_receipt' }
    assert.equal(exchange('2.1', call('NotifySettlement', settled), none).reply, '[3,"id-1",{}]')
    assert.equal(eventOf(settled, none).data.origin?.fallback, 'no_receipt')
    assert.equal(eventOf(settled, none).naturalKey, eventOf(settled, receipt).naturalKey)
  })
})
