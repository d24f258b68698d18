import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '@chargeplane/service/testing'
import { repeat } from './repeat.ts'

describe('repeat', () => {
  it('goes on after a pass that failed, one at a time, and ends when it is closed', async () => {
    let [passes, running, most] = [0, 0, 0]
    const errors: unknown[] = []
    const pass = async () => {
      passes += 1
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
      if (passes === 1) throw new Error('first')
    }
    const repeated = repeat(pass, 1, error => errors.push(error))
    await until('three passes', () => passes >= 3)
    await repeated.close()
    const ended = passes
    assert.deepEqual([most, errors.length, running], [1, 1, 0])
    await new Promise(resolve => setImmediate(resolve))
    assert.equal(passes, ended)
  })
})
