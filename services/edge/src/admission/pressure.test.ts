import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../testing/until.ts'
import { createGauge, defaultMemoryBudget, watchPressure } from './pressure.ts'

const mib = 1024 * 1024

describe('createGauge', () => {
  it('lets fewer in while the event loop is late, never nobody, and recovers step by step', () => {
    const gauge = createGauge({ memoryBudgetBytes: mib, maxLoopDelayMs: 100 })
    const after = (delayMs: number) => {
      gauge.sample(0, delayMs)
      return Number(gauge.share.toFixed(2))
    }
    assert.deepEqual([99, 101, 500, 500, 500, 500].map(after), [1, 0.5, 0.25, 0.13, 0.1, 0.1])
    assert.deepEqual(Array.from({ length: 10 }, () => after(0)).at(-1), 1)
  })

  it('is over its memory budget only as long as it is', () => {
    const gauge = createGauge({ memoryBudgetBytes: 100 * mib, maxLoopDelayMs: 100 })
    const isOver = (bytes: number) => {
      gauge.sample(bytes, 0)
      return gauge.isOverMemory
    }
    assert.deepEqual([100 * mib, 100 * mib + 1, 101 * mib, 99 * mib].map(isOver), [false, true, true, false])
  })
})

describe('watchPressure', () => {
  it('feels the memory of this process', async t => {
    const pressure = watchPressure({ memoryBudgetBytes: mib, maxLoopDelayMs: 10_000 })
    t.after(pressure.stop)
    assert.equal(pressure.isOverMemory, false)
    await until('the first sample is taken', () => pressure.isOverMemory)
    assert.equal(pressure.share, 1)
  })
})

describe('defaultMemoryBudget', () => {
  it('is what connections can need, within what there is', () => {
    assert.equal(defaultMemoryBudget(16_384, 8192 * mib), 1536 * mib)
    assert.equal(defaultMemoryBudget(16_384, 1000 * mib), 800 * mib)
    assert.ok(defaultMemoryBudget(16_384) > 0)
  })
})
