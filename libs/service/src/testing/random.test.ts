import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { random, shuffled } from './random.ts'

const items = Array.from({ length: 20 }, (_, index) => index)

describe('shuffled', () => {
  it('gives the same order for the same seed, another for another', () => {
    const order = shuffled(items, random(7))
    assert.deepEqual(shuffled(items, random(7)), order)
    assert.notDeepEqual(shuffled(items, random(8)), order)
  })

  it('keeps every item', () => {
    assert.deepEqual(
      shuffled(items, random(7)).sort((a, b) => a - b),
      items,
    )
  })
})
