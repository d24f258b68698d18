import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addTo, durationsOf, emptyHistogram, record } from './histogram.ts'

describe('histogram', () => {
  it('tells every duration within a thirtieth, and never less than it was', () => {
    for (const us of [0, 1, 31, 32, 63, 64, 65, 999, 12_345, 1_000_000, 90_000_000, 1_700_000_000]) {
      const histogram = emptyHistogram()
      record(histogram, us)
      const { maxMs } = durationsOf(histogram)
      assert.ok(maxMs * 1000 >= us && maxMs * 1000 <= us * (1 + 1 / 30) + 1, `${us} is told as ${maxMs * 1000}`)
    }
  })

  it('finds percentiles, of several added up', () => {
    const [one, other] = [emptyHistogram(), emptyHistogram()]
    for (let i = 1; i <= 990; i++) record(one, 1000)
    for (let i = 1; i <= 10; i++) record(other, 100_000)
    addTo(one, other)
    const { count, p50Ms, p99Ms, p999Ms } = durationsOf(one)
    assert.equal(count, 1000)
    assert.ok(p50Ms >= 1 && p50Ms < 1.04 && p99Ms < 1.04, `${p50Ms} ${p99Ms}`)
    assert.ok(p999Ms >= 100 && p999Ms < 104, String(p999Ms))
  })

  it('has none for nothing, and counts what is too long as the longest', () => {
    assert.deepEqual(durationsOf(emptyHistogram()), { count: 0, p50Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 })
    const histogram = emptyHistogram()
    record(histogram, Number.MAX_SAFE_INTEGER)
    assert.ok(durationsOf(histogram).maxMs > 2_000_000)
  })
})
