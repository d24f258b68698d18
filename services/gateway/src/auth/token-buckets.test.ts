import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tokenBuckets } from './token-buckets.ts'

function fixture(options: { capacity?: number; maxKeys?: number } = {}) {
  let time = 0
  const buckets = tokenBuckets({ capacity: 3, refillPerS: 2, maxKeys: 10, now: () => time, ...options })
  return { buckets, pass: (ms: number) => (time += ms) }
}

describe('token buckets', () => {
  it('let a burst through, then the rate', () => {
    const { buckets, pass } = fixture()
    assert.deepEqual(
      [1, 2, 3].map(() => buckets.take('a')),
      [0, 0, 0],
    )
    assert.equal(buckets.take('a'), 0.5)
    pass(499)
    assert.ok(buckets.take('a') > 0)
    pass(1)
    assert.equal(buckets.take('a'), 0)
    assert.ok(buckets.take('a') > 0)
  })

  it('never save up more than a burst', () => {
    const { buckets, pass } = fixture()
    buckets.take('a')
    pass(3_600_000)
    assert.deepEqual(
      [1, 2, 3].map(() => buckets.take('a')),
      [0, 0, 0],
    )
    assert.ok(buckets.take('a') > 0)
    buckets.giveBack('a')
    for (let i = 0; i < 5; i++) buckets.giveBack('b')
    assert.deepEqual(
      [1, 2, 3].map(() => buckets.take('b')),
      [0, 0, 0],
    )
    assert.ok(buckets.take('b') > 0)
  })

  it('keep keys apart', () => {
    const { buckets } = fixture({ capacity: 1 })
    assert.equal(buckets.take('a'), 0)
    assert.ok(buckets.take('a') > 0)
    assert.equal(buckets.take('b'), 0)
  })

  it('remember a bounded number of keys and forget the idle one first', () => {
    const { buckets } = fixture({ capacity: 1, maxKeys: 2 })
    buckets.take('a')
    buckets.take('b')
    buckets.take('a')
    buckets.take('c')
    assert.equal(buckets.size, 2)
    assert.ok(buckets.take('a') > 0, 'the one in use is remembered')
    assert.equal(buckets.take('b'), 0, 'the idle one has been forgotten')
  })
})
