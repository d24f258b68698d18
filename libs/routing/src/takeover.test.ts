// Promise: a late close never deletes a newer route, whatever the order in which two edges act.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Routing } from './routing.ts'
import { bench } from './test-support.ts'

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map(rest => [item, ...rest]))
}

async function twoEdges(open: () => Routing): Promise<[Routing, Routing]> {
  const [a, b] = [open(), open()]
  await a.renewLease('a', 'a:1', 15_000)
  await b.renewLease('b', 'b:1', 15_000)
  return [a, b]
}

describe('takeover', () => {
  it('promise 20: leaves the newcomer in place in every order of register, late close, late restore and reaping', async t => {
    const [a, b] = await twoEdges(bench(t).open)
    for (const [index, order] of permutations(['b registers', 'a closes', 'a restores', 'a is reaped']).entries()) {
      const key = { tenant: 'default', station: `CP-${index}` }
      const first = await a.register({ ...key, edgeId: 'a', ocppVersion: '1.6' })
      let newcomer = 0
      const steps: Record<string, () => Promise<unknown>> = {
        'b registers': async () => {
          newcomer = (await b.register({ ...key, edgeId: 'b', ocppVersion: '2.0.1' })).epoch
        },
        'a closes': () => a.unregister({ ...key, edgeId: 'a', epoch: first.epoch }),
        'a restores': () => a.restore({ ...key, edgeId: 'a', ocppVersion: '1.6', epoch: first.epoch }),
        'a is reaped': () => b.forget('a', { ...key, epoch: first.epoch }),
      }
      for (const step of order) await steps[step]?.()
      const told = order.join(', ')
      assert.deepEqual(
        await a.lookup('default', key.station),
        { edgeId: 'b', edgeAddress: 'b:1', epoch: newcomer, ocppVersion: '2.0.1' },
        told,
      )
      assert.ok(
        (await b.stationsOf('b', 1000)).some(s => s.station === key.station && s.epoch === newcomer),
        told,
      )
    }
    assert.deepEqual(
      (await a.stationsOf('a', 1000)).filter(s => s.epoch === 0),
      [],
    )
  })

  it('promise 20: leaves the newcomer in place when 300 closes race 300 takeovers', async t => {
    const [a, b] = await twoEdges(bench(t).open)
    await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        const key = { tenant: 'default', station: `CP-${i}` }
        const first = await a.register({ ...key, edgeId: 'a', ocppVersion: '1.6' })
        const [, second] = await Promise.all([
          a.unregister({ ...key, edgeId: 'a', epoch: first.epoch }),
          b.register({ ...key, edgeId: 'b', ocppVersion: '1.6' }),
        ])
        assert.ok(second.epoch > first.epoch)
        const route = await a.lookup('default', key.station)
        assert.deepEqual([route?.edgeId, route?.epoch], ['b', second.epoch])
      }),
    )
    assert.deepEqual(await a.stationsOf('a', 1000), [])
    assert.equal((await b.stationsOf('b', 1000)).length, 300)
  })

  it('does not let the older session of one edge remove the newer one of the same edge', async t => {
    const routing = bench(t).open()
    await routing.renewLease('a', 'a:1', 15_000)
    const key = { tenant: 'default', station: 'CP-1' }
    const first = await routing.register({ ...key, edgeId: 'a', ocppVersion: '1.6' })
    const second = await routing.register({ ...key, edgeId: 'a', ocppVersion: '1.6' })
    assert.equal(second.previous?.epoch, first.epoch)
    assert.equal(await routing.unregister({ ...key, edgeId: 'a', epoch: first.epoch }), false)
    assert.equal((await routing.lookup('default', 'CP-1'))?.epoch, second.epoch)
    assert.deepEqual(await routing.stationsOf('a', 10), [{ ...key, epoch: second.epoch }])
  })
})
