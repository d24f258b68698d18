import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sharesOf } from './pool.ts'

describe('sharesOf', () => {
  it('splits a range into equal parts that a process can hold', () => {
    assert.deepEqual(sharesOf({ from: 0, to: 19_000 }, 18_500), [
      { from: 0, to: 9500 },
      { from: 9500, to: 19_000 },
    ])
    assert.deepEqual(sharesOf({ from: 10, to: 15 }, 2), [
      { from: 10, to: 12 },
      { from: 12, to: 14 },
      { from: 14, to: 15 },
    ])
  })

  it('has one part for what fits, and none for nothing', () => {
    assert.deepEqual(sharesOf({ from: 5, to: 9 }, 100), [{ from: 5, to: 9 }])
    assert.deepEqual(sharesOf({ from: 5, to: 5 }, 100), [])
  })
})
