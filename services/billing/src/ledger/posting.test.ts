import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { random } from '@chargeplane/service/testing'
import { priceSession } from '../pricing/price.ts'
import { randomSession, randomTariff } from '../testing/random-sessions.ts'
import { invoicePosting } from './posting.ts'

describe('invoicePosting', () => {
  it('debits the customer, credits revenue and VAT', () => {
    assert.deepEqual(invoicePosting(617n, 60n), [
      { account: 'receivable', amountMinor: 677n },
      { account: 'revenue', amountMinor: -617n },
      { account: 'vat_payable', amountMinor: -60n },
    ])
  })

  it('has no entry of nothing', () => {
    assert.deepEqual(
      invoicePosting(5n, 0n).map(({ account }) => account),
      ['receivable', 'revenue'],
    )
    assert.deepEqual(invoicePosting(0n, 0n), [])
  })

  it('sums to zero for 20,000 random sessions', () => {
    const next = random(20_261_123)
    let sum = 0n
    for (let run = 0; run < 20_000; run++) {
      const { netMinor, vatMinor } = priceSession(randomTariff(next), randomSession(next))
      const posting = invoicePosting(netMinor, vatMinor)
      assert.equal(
        posting.reduce((total, { amountMinor }) => total + amountMinor, 0n),
        0n,
      )
      sum += posting[0]?.amountMinor ?? 0n
    }
    assert.ok(sum > 0n)
  })
})
