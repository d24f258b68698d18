import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createWheel } from './wheel.ts'

describe('createWheel', () => {
  const turns = (wheel: { turn(): string[] }, count: number) => Array.from({ length: count }, () => wheel.turn())

  it('gives back what is due, at its tick, and once', () => {
    const wheel = createWheel<string>()
    wheel.put('a', 1)
    wheel.put('b', 3)
    wheel.put('c', 3)
    assert.deepEqual(turns(wheel, 4), [['a'], [], ['b', 'c'], []])
    wheel.put('d', 2)
    assert.deepEqual(turns(wheel, 2), [[], ['d']])
  })

  it('gives back late at the latest with the next turn, and early what is too far away', () => {
    const wheel = createWheel<string>()
    wheel.put('late', -5)
    wheel.put('far', 100_000)
    assert.deepEqual(wheel.turn(), ['late'])
    assert.deepEqual(turns(wheel, 1022).flat(), ['far'])
  })
})
