import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { redisClock } from './redis-clock.ts'

describe('redisClock', () => {
  it('grows with every epoch, within one millisecond too, and above what is known', () => {
    const clock = redisClock(() => 1000)
    assert.deepEqual([clock.next(0), clock.next(0), clock.next(5000), clock.next(0)], [1000, 1001, 5001, 5002])
  })

  it('follows a Redis whose clock is ahead, and never falls behind our own', () => {
    let now = 100_000
    const clock = redisClock(() => now)
    clock.heard(107_000)
    assert.equal(clock.next(0), 107_000)
    now = 120_000
    assert.equal(clock.next(0), 127_000)
    clock.heard(now - 3000)
    now = 130_000
    assert.equal(clock.next(0), 130_000)
  })

  it('does not take the epoch of a station that ran far ahead for the clock', () => {
    const clock = redisClock(() => 100_000)
    clock.heard(100_000 + 86_400_000)
    assert.equal(clock.next(0), 100_000)
  })
})
