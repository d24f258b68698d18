import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bench, until } from './test-support.ts'

const cp1 = { tenant: 'default', station: 'CP-1' }

describe('register', () => {
  it('answers an epoch near the clock and no previous holder for a new station', async t => {
    const routing = bench(t).open()
    const before = Date.now()
    const { epoch, previous } = await routing.register({ ...cp1, edgeId: 'a', ocppVersion: '1.6' })
    assert.ok(Math.abs(epoch - before) < 5000, `epoch ${epoch} is not near ${before}`)
    assert.equal(previous, undefined)
  })

  it('is found by another process with the address of the lease', async t => {
    const { open } = bench(t)
    const [a, other] = [open(), open()]
    await a.renewLease('a', '10.0.0.1:9100', 15_000)
    const { epoch } = await a.register({ ...cp1, edgeId: 'a', ocppVersion: '2.0.1' })
    assert.deepEqual(await other.lookup('default', 'CP-1'), {
      edgeId: 'a',
      edgeAddress: '10.0.0.1:9100',
      epoch,
      ocppVersion: '2.0.1',
    })
  })

  it('tells the newcomer who held the station, with a higher epoch', async t => {
    const { open } = bench(t)
    const [a, b] = [open(), open()]
    await a.renewLease('a', '10.0.0.1:9100', 15_000)
    await b.renewLease('b', '10.0.0.2:9100', 15_000)
    const first = await a.register({ ...cp1, edgeId: 'a', ocppVersion: '1.6' })
    const second = await b.register({ ...cp1, edgeId: 'b', ocppVersion: '1.6' })
    assert.ok(second.epoch > first.epoch)
    assert.deepEqual(second.previous, {
      edgeId: 'a',
      edgeAddress: '10.0.0.1:9100',
      epoch: first.epoch,
      ocppVersion: '1.6',
    })
    assert.equal((await a.lookup('default', 'CP-1'))?.edgeId, 'b')
  })

  it('names no previous holder whose lease is gone', async t => {
    const { open } = bench(t)
    const [a, b] = [open(), open()]
    await a.register({ ...cp1, edgeId: 'a', ocppVersion: '1.6' })
    assert.equal((await b.register({ ...cp1, edgeId: 'b', ocppVersion: '1.6' })).previous, undefined)
  })

  it('gives growing epochs to connections within one millisecond', async t => {
    const routing = bench(t).open()
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => routing.register({ ...cp1, edgeId: 'a', ocppVersion: '1.6' })),
    )
    const epochs = answers.map(answer => answer.epoch)
    assert.equal(new Set(epochs).size, 200)
    assert.deepEqual(
      epochs,
      [...epochs].sort((x, y) => x - y),
    )
  })

  it('gives a higher epoch to a station that left and came back at once', async t => {
    const routing = bench(t).open()
    for (let last = 0, i = 0; i < 50; i += 1) {
      const { epoch } = await routing.register({ ...cp1, edgeId: 'a', ocppVersion: '1.6' })
      assert.ok(epoch > last, `${epoch} after ${last}`)
      last = epoch
      assert.equal(await routing.unregister({ ...cp1, edgeId: 'a', epoch }), true)
    }
  })

  it('keeps tenants apart', async t => {
    const routing = bench(t).open()
    await routing.renewLease('a', 'x:1', 15_000)
    await routing.register({ tenant: 'north', station: 'CP-1', edgeId: 'a', ocppVersion: '1.6' })
    assert.equal(await routing.lookup('south', 'CP-1'), undefined)
    assert.equal((await routing.lookup('north', 'CP-1'))?.edgeId, 'a')
  })

  it('keeps a station whose name has slashes and braces apart from others', async t => {
    const routing = bench(t).open()
    await routing.renewLease('a', 'x:1', 15_000)
    const { epoch } = await routing.register({ tenant: 'n', station: '{a}/b}', edgeId: 'a', ocppVersion: '1.6' })
    assert.equal((await routing.lookup('n', '{a}/b}'))?.epoch, epoch)
    assert.equal(await routing.lookup('n', '{a}'), undefined)
    assert.deepEqual(await routing.stationsOf('a', 10), [{ tenant: 'n', station: '{a}/b}', epoch }])
  })

  it('refuses a tenant with a slash and an empty station, naming the field', async t => {
    const routing = bench(t).open()
    await assert.rejects(routing.lookup('a/b', 'CP'), { code: 'invalid_argument', field: 'tenant' })
    await assert.rejects(routing.lookup('a', ''), { code: 'invalid_argument', field: 'station' })
  })
})

describe('lookup', () => {
  it('answers nothing for a station nobody holds', async t => {
    assert.equal(await bench(t).open().lookup('default', 'nobody'), undefined)
  })

  it('answers nothing once the lease of the holder has expired', async t => {
    const routing = bench(t).open()
    await routing.renewLease('a', 'x:1', 80)
    await routing.register({ ...cp1, edgeId: 'a', ocppVersion: '1.6' })
    await until('the lease expires', async () => (await routing.lookup('default', 'CP-1')) === undefined)
    await routing.renewLease('a', 'x:1', 15_000)
    assert.equal((await routing.lookup('default', 'CP-1'))?.edgeAddress, 'x:1')
  })

  it('answers nothing once the lease was released', async t => {
    const routing = bench(t).open()
    await routing.renewLease('a', 'x:1', 15_000)
    await routing.register({ ...cp1, edgeId: 'a', ocppVersion: '1.6' })
    await routing.releaseLease('a')
    assert.equal(await routing.lookup('default', 'CP-1'), undefined)
  })
})
