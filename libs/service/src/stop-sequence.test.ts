import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Logger, logger } from '@chargeplane/telemetry'
import { stopSequence } from './stop-sequence.ts'

const quiet: Logger = { ...logger('test'), warn() {}, error() {} }
const never = () => new Promise<void>(() => {})

describe('stopSequence', () => {
  it('runs steps one after the other, the latest first', async () => {
    const order: string[] = []
    const steps = stopSequence(quiet)
    for (const name of ['a', 'b', 'c']) {
      steps.add(name, async () => {
        order.push(`${name} begins`)
        await new Promise(resolve => setImmediate(resolve))
        order.push(`${name} ends`)
      })
    }
    assert.equal(await steps.run(1000), true)
    assert.deepEqual(order, ['c begins', 'c ends', 'b begins', 'b ends', 'a begins', 'a ends'])
  })

  it('leaves a step that hangs behind in time for the others to have their share', async () => {
    const order: string[] = []
    const steps = stopSequence(quiet)
    steps.add('first', () => void order.push('first'))
    steps.add('hangs', never)
    const began = performance.now()
    assert.equal(await steps.run(700), true)
    assert.ok(performance.now() - began < 700)
    assert.deepEqual(order, ['first'])
  })

  it('keeps the budget however many steps hang', async () => {
    const steps = stopSequence(quiet)
    for (let index = 0; index < 20; index++) steps.add(`hangs ${index}`, never)
    const began = performance.now()
    await steps.run(400)
    assert.ok(performance.now() - began < 800)
  })

  it('is not clean when a step throws, also synchronously', async () => {
    for (const stop of [() => Promise.reject(new Error('x')), () => assert.fail('x')]) {
      const steps = stopSequence(quiet)
      let reached = false
      steps.add('first', () => {
        reached = true
      })
      steps.add('throws', stop)
      assert.equal(await steps.run(1000), false)
      assert.ok(reached)
    }
  })

  it('runs once however often it is asked', async () => {
    let runs = 0
    const steps = stopSequence(quiet)
    steps.add('a', () => void runs++)
    await Promise.all([steps.run(1000), steps.run(1000)])
    assert.equal(runs, 1)
  })

  it('stops at once what is added after the stop has begun', async t => {
    const steps = stopSequence(quiet)
    await steps.run(1000)
    let stopped = false
    steps.add('late', () => {
      stopped = true
    })
    await t.waitFor(() => assert.ok(stopped), { timeout: 1000 })
  })
})
