import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bench } from './test-support.ts'

const key = { tenant: 'default', station: 'CP-1' }
const onA = { ...key, edgeId: 'a', ocppVersion: '1.6' }

describe('restore', () => {
  it('writes every route again after a flush, and the lease says that it is needed', async t => {
    const { open, flush } = bench(t)
    const routing = open()
    assert.deepEqual(await routing.renewLease('a', 'a:1', 15_000), { existed: false })
    const { epoch } = await routing.register(onA)
    assert.deepEqual(await routing.renewLease('a', 'a:1', 15_000), { existed: true })
    await flush()
    assert.equal(await routing.lookup('default', 'CP-1'), undefined)
    assert.deepEqual(await routing.renewLease('a', 'a:1', 15_000), { existed: false })
    assert.deepEqual(await routing.restore({ ...onA, epoch }), { held: true, missing: true, previous: undefined })
    assert.equal((await routing.lookup('default', 'CP-1'))?.epoch, epoch)
    assert.deepEqual(await routing.stationsOf('a', 10), [{ ...key, epoch }])
  })

  it('refuses a session that a newer one replaced, also when the newer one has left since', async t => {
    const routing = bench(t).open()
    const first = await routing.register(onA)
    const second = await routing.register({ ...onA, edgeId: 'b' })
    assert.deepEqual(await routing.restore({ ...onA, epoch: first.epoch }), { held: false, missing: false })
    await routing.unregister({ ...key, edgeId: 'b', epoch: second.epoch })
    assert.deepEqual(await routing.restore({ ...onA, epoch: first.epoch }), { held: false, missing: false })
  })

  it('refuses a session that was reaped: it has been announced as disconnected', async t => {
    const routing = bench(t).open()
    const { epoch } = await routing.register(onA)
    await routing.forget('a', { ...key, epoch })
    assert.deepEqual(await routing.restore({ ...onA, epoch }), { held: false, missing: false })
  })

  it('takes over from an older session on another edge and names it', async t => {
    const routing = bench(t).open()
    await routing.renewLease('b', 'b:1', 15_000)
    const old = await routing.register({ ...onA, edgeId: 'b' })
    const { held, previous } = await routing.restore({ ...onA, epoch: old.epoch + 5 })
    assert.equal(held, true)
    assert.deepEqual(previous, { edgeId: 'b', edgeAddress: 'b:1', epoch: old.epoch, ocppVersion: '1.6' })
  })

  it('replaces what a registration left whose answer never arrived', async t => {
    const routing = bench(t).open()
    await routing.renewLease('a', 'a:1', 15_000)
    const ghost = await routing.register(onA)
    assert.deepEqual(await routing.restore({ ...onA, epoch: ghost.epoch - 3 }), {
      held: true,
      missing: true,
      previous: undefined,
    })
    assert.equal((await routing.lookup('default', 'CP-1'))?.epoch, ghost.epoch - 3)
  })

  it('lets the next registration pass an epoch that ran ahead of the clock of Redis', async t => {
    const routing = bench(t).open()
    const ahead = Date.now() + 60_000
    await routing.restore({ ...onA, epoch: ahead })
    assert.equal((await routing.register(onA)).epoch, ahead + 1)
  })
})
