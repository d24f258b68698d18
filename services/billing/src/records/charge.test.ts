import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endedMessage } from '../testing/sessions.ts'
import { type AppliedTariff, chargeFor } from './charge.ts'
import { readEndedTransaction } from './ended-transaction.ts'

type Changes = Parameters<typeof endedMessage>[0]
const ended = (changes: Changes = {}) => readEndedTransaction(endedMessage(changes), 'acme', 'S1')
const tariff: AppliedTariff = {
  tariffId: 'T1',
  version: 4,
  price: { currency: 'EUR', elements: [{ components: [{ type: 'ENERGY', price: '0.25', vat: '', stepSize: 1 }] }] },
}

describe('chargeFor', () => {
  it('bills what can be billed', () => {
    const charge = chargeFor(ended(), tariff)
    assert.ok(charge.status === 'billed')
    assert.deepEqual([charge.price.totalMinor, charge.chargingSeconds, charge.parkingSeconds], [500n, 2700n, 900n])
  })

  it('leaves the rest to a person', () => {
    const reasons = [
      chargeFor(ended(), undefined),
      chargeFor(ended({ reviewReason: 'meter_backwards' }), tariff),
      chargeFor(ended({ energyWh: '' }), tariff),
    ]
    assert.deepEqual(
      reasons.map(charge => (charge.status === 'review' ? charge.reviewReason : charge.status)),
      ['no_tariff', 'meter_backwards', 'energy_unknown'],
    )
  })

  it('derives ids from the transaction alone', () => {
    const charge = chargeFor(ended(), tariff)
    assert.match(charge.chargeRecordId, /^cr_[0-9a-f]{32}$/)
    assert.equal(chargeFor(ended({ energyWh: '' }), undefined).chargeRecordId, charge.chargeRecordId)
    assert.notEqual(chargeFor(ended({ transactionId: '18' }), tariff).chargeRecordId, charge.chargeRecordId)
  })

  it('does not mix up neighbours whose names join to the same text', () => {
    const id = (stationId: string, transactionId: string) =>
      chargeFor(readEndedTransaction(endedMessage({ stationId, transactionId }), 'acme', stationId), tariff)
        .chargeRecordId
    assert.notEqual(id('S1', '1/2'), id('S1/1', '2'))
  })
})
