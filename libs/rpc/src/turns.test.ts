import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTurns } from './turns.ts'

describe('createTurns', () => {
  it('runs so many at a time, in the order of asking', async () => {
    const turns = createTurns(2, 60_000)
    const begun: number[] = []
    const ends: (() => void)[] = []
    const all = [0, 1, 2, 3, 4].map(n =>
      turns.run(() => {
        begun.push(n)
        return new Promise<number>(resolve => ends.push(() => resolve(n)))
      }),
    )
    await Promise.resolve()
    assert.deepEqual([begun, turns.waiting, turns.isBusy], [[0, 1], 3, true])
    for (let i = 0; i < 5; i++) {
      ends[i]?.()
      await all[i]
      // Whose turn it is now begins in a later microtask.
      await new Promise(resolve => setImmediate(resolve))
      assert.equal(begun.length, Math.min(5, i + 3))
    }
    assert.deepEqual([begun, turns.waiting, turns.isBusy], [[0, 1, 2, 3, 4], 0, false])
  })

  it('gives up who waits too long, and whose turn it was not is not missed', async () => {
    const turns = createTurns(1, 5)
    const { promise, resolve } = Promise.withResolvers<void>()
    const first = turns.run(() => promise)
    await assert.rejects(
      turns.run(async () => assert.fail('it was not its turn')),
      { code: 'resource_exhausted' },
    )
    resolve()
    await first
    assert.deepEqual([turns.isBusy, turns.waiting], [false, 0])
    assert.equal(await turns.run(async () => 'next'), 'next')
  })

  it('passes the turn on when a work fails', async () => {
    const turns = createTurns(1, 60_000)
    const failing = turns.run(async () => {
      throw new Error('broken')
    })
    const next = turns.run(async () => 'next')
    await assert.rejects(failing, /broken/)
    assert.equal(await next, 'next')
  })
})
