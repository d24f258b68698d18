import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { durationsOf, record } from './histogram.ts'
import { emptyTally, sumTallies } from './orders.ts'

describe('sumTallies', () => {
  it('adds up what processes of stations have counted', () => {
    const [one, other] = [emptyTally(), emptyTally()]
    one.counts.booted = 3
    other.counts.booted = 4
    one.refused = { 503: 2 }
    other.refused = { 503: 1, 401: 1 }
    other.closes = { lost: 1 }
    record(one.answers, 1000)
    record(other.answers, 3000)
    const sum = sumTallies([one, other])
    assert.equal(sum.counts.booted, 7)
    assert.deepEqual([sum.refused, sum.closes], [{ 503: 3, 401: 1 }, { lost: 1 }])
    assert.equal(durationsOf(sum.answers).count, 2)
    assert.equal(durationsOf(one.answers).count, 1)
  })
})
