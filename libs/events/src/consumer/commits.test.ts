import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Committing, lazyCommits } from './commits.ts'

describe('lazyCommits', () => {
  function committing(commits: string[], name: string, running = true): Committing {
    return {
      commitOffsetsIfNecessary: async () => {
        commits.push(name)
        if (name === 'refused') throw new Error('the group is rebalancing')
      },
      uncommittedOffsets: () => ({ topics: [] }),
      isRunning: () => running,
    }
  }

  it('commits once a second, with the last batch, and goes on after a refusal', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const done: string[] = []
    const commits = lazyCommits('shop')
    for (const name of ['a', 'b', 'refused']) commits.resolved(committing(done, name))
    t.mock.timers.tick(999)
    assert.deepEqual(done, [])
    t.mock.timers.tick(1)
    assert.deepEqual(done, ['refused'])
    t.mock.timers.tick(5000)
    assert.deepEqual(done, ['refused'], 'nothing new was resolved')
    commits.resolved(committing(done, 'c'))
    t.mock.timers.tick(1000)
    assert.deepEqual(done, ['refused', 'c'])
  })

  it('leaves alone a consumer that has stopped, and says nothing once closed', t => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const done: string[] = []
    const commits = lazyCommits('shop')
    commits.resolved(committing(done, 'stopped', false))
    t.mock.timers.tick(1000)
    commits.resolved(committing(done, 'closed'))
    commits.close()
    t.mock.timers.tick(1000)
    assert.deepEqual(done, [])
  })
})
