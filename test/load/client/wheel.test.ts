import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createWheel } from './wheel.ts'

describe('createWheel', () => {
  const dueAt = (wheel: ReturnType<typeof createWheel>, nowMs: number) => {
    const due: number[] = []
    wheel.advance(nowMs, station => due.push(station))
    return due
  }

  it('gives everything once, not before its time and within a slice of it', () => {
    const wheel = createWheel(25, 1000)
    wheel.put(1100, 1)
    wheel.put(1101, 2)
    wheel.put(5000, 3)
    assert.deepEqual(dueAt(wheel, 1099), [])
    assert.deepEqual(dueAt(wheel, 1100), [1])
    assert.deepEqual(dueAt(wheel, 1126), [2])
    assert.deepEqual(dueAt(wheel, 1126), [])
    assert.deepEqual(dueAt(wheel, 60_000), [3])
  })

  it('gives what was due in the past the next time, also what is put while others are given', () => {
    const wheel = createWheel(25, 1000)
    assert.deepEqual(dueAt(wheel, 2000), [])
    wheel.put(10, 7)
    const due: number[] = []
    wheel.advance(2050, station => {
      due.push(station)
      if (station === 7) wheel.put(0, 8)
    })
    assert.deepEqual(due, [7])
    assert.deepEqual(dueAt(wheel, 2100), [8])
  })
})
