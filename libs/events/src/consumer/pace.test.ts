import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { consumerPace } from './pace.ts'

/** Lets what is due be done. */
const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

describe('consumerPace', () => {
  it('runs as many as allowed, the others in the order they came, whatever becomes of them', async () => {
    const pace = consumerPace(2)
    const begun: number[] = []
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
    const turns = gates.map((gate, i) =>
      pace.turn(() => {
        begun.push(i)
        return gate.promise
      }),
    )
    await settle()
    assert.deepEqual(begun, [0, 1])
    gates[1]?.reject(new Error('lost'))
    await assert.rejects(turns[1] ?? Promise.resolve(), /lost/)
    await settle()
    assert.deepEqual(begun, [0, 1, 2])
    for (const gate of gates) gate.resolve()
    await Promise.allSettled(turns)
    assert.deepEqual(begun, [0, 1, 2, 3, 4])
    assert.equal(await pace.turn(async () => 'free again'), 'free again')
  })

  function resting() {
    const rests: number[] = []
    const clock = { at: 0, now: () => clock.at, wait: async (ms: number) => rests.push(ms) }
    return { clock, rests, pace: consumerPace(1, clock) }
  }

  it('rests for what is left of a round, unless that was long or brought much', async () => {
    const { clock, rests, pace } = resting()
    clock.at = 100
    await pace.rest(70, 1)
    await pace.rest(100, 50)
    assert.deepEqual(rests, [])
    await pace.rest(90, 49)
    assert.deepEqual(rests, [15])
  })

  for (const { perSecond, roundMs } of [
    { perSecond: 40, roundMs: 25 },
    { perSecond: 240, roundMs: 60 },
    { perSecond: 5000, roundMs: 100 },
  ]) {
    it(`makes rounds of ${roundMs} ms at ${perSecond} records a second, and short ones again when it is over`, async () => {
      const { clock, rests, pace } = resting()
      for (clock.at = 0; clock.at < 2000; clock.at += 100) await pace.rest(clock.at, perSecond / 10)
      clock.at = 2000
      await pace.rest(clock.at, 1)
      assert.equal(Math.round(rests.at(-1) ?? 0), roundMs)
      for (clock.at = 3000; clock.at <= 5000; clock.at += 1000) await pace.rest(clock.at, 1)
      assert.equal(rests.at(-1), 25)
    })
  }
})
