import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createShortMemory } from './short-memory.ts'

describe('createShortMemory', () => {
  it('remembers what was written last, and forgets what was not written for long', () => {
    const memory = createShortMemory<number>(100)
    for (let i = 0; i < 1000; i++) {
      memory.set(String(i), i)
      memory.set('often', i)
    }
    assert.deepEqual([memory.get('often'), memory.get('999'), memory.get('960')], [999, 999, 960])
    assert.deepEqual([memory.get('0'), memory.get('899')], [undefined, undefined])
  })

  it('forgets what it is told to, in whichever half it is', () => {
    const memory = createShortMemory<number>(4)
    memory.set('a', 1)
    memory.set('b', 2)
    memory.set('a', 3)
    assert.equal(memory.get('a'), 3)
    memory.delete('a')
    assert.deepEqual([memory.get('a'), memory.get('b')], [undefined, 2])
  })

  it('takes a flood of a million names without delay', () => {
    const memory = createShortMemory<number>(50_000)
    const started = performance.now()
    for (let i = 0; i < 1_000_000; i++) memory.set(String(i), i)
    assert.ok(performance.now() - started < 5000)
  })
})
