import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { watchDeadEdges } from './dead-edges.ts'
import { bench, until } from './test-support.ts'

describe('deadEdges', () => {
  it('finds an edge whose lease has been gone for the grace, not a living one', async t => {
    const routing = bench(t).open({ deadEdgeGraceMs: 50 })
    await routing.renewLease('dead', 'x:1', 30)
    await routing.renewLease('alive', 'x:2', 15_000)
    await until('the dead edge is found', async () => (await routing.deadEdges()).length > 0)
    assert.deepEqual(await routing.deadEdges(), ['dead'])
  })

  it('lets a reaper take every station of a dead edge once, and then the edge', async t => {
    const { open } = bench(t)
    const routing = open({ deadEdgeGraceMs: 0 })
    await routing.renewLease('dead', 'x:1', 15_000)
    const expected = new Map<string, number>()
    for (let i = 0; i < 300; i += 1) {
      const { epoch } = await routing.register({ tenant: 't', station: `CP-${i}`, edgeId: 'dead', ocppVersion: '1.6' })
      expected.set(`CP-${i}`, epoch)
    }
    await routing.releaseLease('dead')
    assert.equal(await routing.forgetEdge('dead'), false, 'an edge with stations is not forgotten')
    const taken = new Map<string, number>()
    for (;;) {
      const sessions = await routing.stationsOf('dead', 50)
      if (sessions.length === 0) break
      for (const session of sessions) {
        assert.equal(taken.has(session.station), false, `${session.station} was announced twice`)
        taken.set(session.station, session.epoch)
        await routing.forget('dead', session)
      }
    }
    assert.deepEqual(taken, expected)
    assert.equal(await routing.forgetEdge('dead'), true)
    assert.deepEqual(await routing.deadEdges(), [])
  })

  it('does not find an edge that left in order', async t => {
    const routing = bench(t).open({ deadEdgeGraceMs: 0 })
    const key = { tenant: 't', station: 'CP', edgeId: 'gone' }
    await routing.renewLease('gone', 'x:1', 15_000)
    const { epoch } = await routing.register({ ...key, ocppVersion: '1.6' })
    await routing.unregister({ ...key, epoch })
    await routing.releaseLease('gone')
    assert.deepEqual(await routing.deadEdges(), [])
  })

  it('does not forget an edge that has a lease', async t => {
    const routing = bench(t).open()
    await routing.renewLease('a', 'x:1', 15_000)
    assert.equal(await routing.forgetEdge('a'), false)
  })

  it('does not drop a session that a newer one of the same edge replaced', async t => {
    const routing = bench(t).open()
    const key = { tenant: 't', station: 'CP' }
    const first = await routing.register({ ...key, edgeId: 'a', ocppVersion: '1.6' })
    const second = await routing.register({ ...key, edgeId: 'a', ocppVersion: '1.6' })
    await routing.forget('a', { ...key, epoch: first.epoch })
    assert.deepEqual(await routing.stationsOf('a', 10), [{ ...key, epoch: second.epoch }])
  })
})

describe('watchDeadEdges', () => {
  it('counts from the first time it was seen missing', () => {
    const watch = watchDeadEdges(1000)
    assert.deepEqual(watch.observe(['a'], 1, 0), [])
    assert.deepEqual(watch.observe(['a', 'b'], 1, 999), [])
    assert.deepEqual(watch.observe(['a', 'b'], 1, 1000), ['a'])
  })

  it('begins again for an edge that was alive in between', () => {
    const watch = watchDeadEdges(1000)
    watch.observe(['a'], 1, 0)
    watch.observe([], 1, 500)
    assert.deepEqual(watch.observe(['a'], 1, 1200), [])
  })

  it('begins again after a new connection: while Redis was away nobody could renew', () => {
    const watch = watchDeadEdges(1000)
    watch.observe(['a'], 1, 0)
    assert.deepEqual(watch.observe(['a'], 2, 60_000), [])
    assert.deepEqual(watch.observe(['a'], 2, 61_000), ['a'])
  })
})
