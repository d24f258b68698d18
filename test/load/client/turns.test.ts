import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTurns } from './turns.ts'

/** How often each of `count` has spoken after `turns` turns. */
function spoken(count: number, chargeLength: number, turns: number): number[] {
  const order = createTurns(count, chargeLength)
  const times = Array<number>(count).fill(0)
  for (let i = 0; i < turns; i++) {
    const place = order.next()
    times[place] = (times[place] ?? 0) + 1
  }
  return times
}

describe('turns', () => {
  it('let one station speak all the time', () => {
    assert.deepEqual(spoken(1, 48, 100), [100])
  })

  it('begin with the first, so that there is always somebody', () => {
    for (const count of [2, 12, 500]) assert.equal(createTurns(count, 48).next(), 0)
  })

  it('spread the stations evenly over the steps of a charge, once all have joined in', () => {
    const [count, length] = [480, 48]
    const untilAllJoined = (count / length) * ((length * (length + 1)) / 2)
    const steps = Map.groupBy(spoken(count, length, untilAllJoined), times => times % length)
    assert.deepEqual(
      [...steps.values()].map(of => of.length),
      Array(length).fill(count / length),
    )
  })

  it('let everybody speak as often as the others from then on', () => {
    const [before, after] = [spoken(100, 12, 2_000), spoken(100, 12, 2_500)]
    assert.deepEqual(
      after.map((times, i) => times - (before[i] ?? 0)),
      Array(100).fill(5),
    )
  })
})
