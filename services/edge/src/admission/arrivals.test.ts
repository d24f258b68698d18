import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Arrival, createArrivals } from './arrivals.ts'

function setUp(atOnce: number) {
  const state = { nowMs: 1000, held: 0 }
  const arrivals = createArrivals({ atOnce, held: () => state.held, nowMs: () => state.nowMs })
  return { state, arrivals }
}

const isPlace = (entered: Arrival | Promise<Arrival>): entered is Arrival => !(entered instanceof Promise)

describe('createArrivals', () => {
  it('gives places at once while there are any, and then to who has waited longest', async () => {
    const { arrivals } = setUp(2)
    const [first, second] = [arrivals.enter(), arrivals.enter()]
    assert.ok(isPlace(first) && isPlace(second))
    const order: number[] = []
    const waiting = [3, 4].map(async number => {
      const place = await arrivals.enter()
      order.push(number)
      return place
    })
    assert.equal(arrivals.waiting, 2)
    first.done()
    first.done()
    await waiting[0]
    assert.equal(arrivals.waiting, 1)
    second.done()
    await waiting[1]
    assert.deepEqual(order, [3, 4])
  })

  it('counts those that wait for their boot as places, and sees by itself when they do no longer', async () => {
    const { arrivals, state } = setUp(3)
    state.held = 3
    const entered = arrivals.enter()
    assert.ok(!isPlace(entered))
    state.held = 2
    const place = await entered
    state.held = 0
    place.done()
    assert.ok(isPlace(arrivals.enter()))
  })

  it('takes a place back from who holds it for a second', async () => {
    const { arrivals, state } = setUp(1)
    const first = arrivals.enter()
    assert.ok(isPlace(first))
    const second = arrivals.enter()
    state.nowMs += 1001
    const place = await second
    // The first has nothing to give back any more.
    first.done()
    assert.ok(!isPlace(arrivals.enter()))
    place.done()
    arrivals.stop()
  })

  it('refuses who has waited for eight seconds', async () => {
    const { arrivals, state } = setUp(1)
    state.held = 1
    const late = arrivals.enter()
    state.nowMs += 8001
    await assert.rejects(async () => late, { code: 'resource_exhausted' })
    assert.equal(arrivals.waiting, 0)
  })

  it('refuses everybody once it was stopped, those that wait too', async () => {
    const { arrivals } = setUp(1)
    assert.ok(isPlace(arrivals.enter()))
    const waiting = arrivals.enter()
    arrivals.stop()
    await assert.rejects(async () => waiting, { code: 'resource_exhausted' })
    await assert.rejects(async () => arrivals.enter(), { code: 'resource_exhausted' })
  })
})
