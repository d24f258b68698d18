import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { gathered } from './gather.ts'

function setUp(max = 10) {
  const loads: { keys: readonly string[]; done: PromiseWithResolvers<ReadonlyMap<string, string>> }[] = []
  const ask = gathered(keys => {
    const done = Promise.withResolvers<ReadonlyMap<string, string>>()
    loads.push({ keys, done })
    return done.promise
  }, max)
  const answer = async (index: number) => {
    const load = loads[index]
    load?.done.resolve(new Map(load.keys.filter(key => key !== 'nobody').map(key => [key, `${key} of ${index}`])))
    await turn()
  }
  return { loads, ask, answer }
}

describe('gathered', () => {
  it('asks the first at once and the others together, each key once', async () => {
    const { loads, ask, answer } = setUp()
    const answers = Promise.all(['a', 'b', 'nobody', 'b'].map(ask))
    assert.deepEqual(
      loads.map(({ keys }) => keys),
      [['a']],
    )
    await answer(0)
    assert.deepEqual(loads[1]?.keys, ['b', 'nobody'])
    await answer(1)
    assert.deepEqual(await answers, ['a of 0', 'b of 1', undefined, 'b of 1'])
  })

  it('never answers by what was asked before the question', async () => {
    const { ask, answer } = setUp()
    const [before, after] = [ask('a'), ask('a')]
    await answer(0)
    await answer(1)
    assert.deepEqual([await before, await after], ['a of 0', 'a of 1'])
  })

  it('asks no more than so many at once', async () => {
    const { loads, ask, answer } = setUp(2)
    const answers = Promise.all(['a', 'b', 'c', 'd'].map(ask))
    for (const index of [0, 1, 2]) await answer(index)
    assert.deepEqual(
      loads.map(({ keys }) => keys),
      [['a'], ['b', 'c'], ['d']],
    )
    assert.equal((await answers).length, 4)
  })

  it('fails those it asked for, and goes on', async () => {
    const { loads, ask, answer } = setUp()
    const failing = assert.rejects(ask('a'), /gone/)
    const next = ask('b')
    loads[0]?.done.reject(new Error('gone'))
    await failing
    await turn()
    await answer(1)
    assert.equal(await next, 'b of 1')
  })
})
