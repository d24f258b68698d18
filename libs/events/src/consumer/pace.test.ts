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

  it('rests for what is left of a round, unless that was long or brought much', async () => {
    const rests: number[] = []
    const pace = consumerPace(1, async ms => rests.push(ms))
    await pace.rest(performance.now() - 30, 1)
    await pace.rest(performance.now(), 50)
    assert.deepEqual(rests, [])
    await pace.rest(performance.now() - 10, 49)
    const [rest = 0] = rests
    assert.ok(rest > 1 && rest <= 15, String(rest))
  })
})
