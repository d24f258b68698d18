import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Bucket, createBucket } from './bucket.ts'

const take = (bucket: Bucket, nowMs: number, share = 1) =>
  Array.from({ length: 100 }, () => bucket.take(nowMs, share)).filter(Boolean).length

describe('createBucket', () => {
  it('gives a burst, then its rate, and never more than the burst', () => {
    const bucket = createBucket(10, 20)
    assert.deepEqual([take(bucket, 1000), take(bucket, 1500), take(bucket, 60_000)], [20, 5, 20])
  })

  it('gives a share of it, and something for any share', () => {
    const bucket = createBucket(10)
    assert.deepEqual([take(bucket, 1000, 0.5), take(bucket, 2000, 0.1), take(bucket, 3000, 0.1)], [5, 1, 1])
  })

  it('is not moved by a clock that goes back', () => {
    const bucket = createBucket(10)
    assert.deepEqual([take(bucket, 5000), take(bucket, 1000)], [10, 0])
  })
})
