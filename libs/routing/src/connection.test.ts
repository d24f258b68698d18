import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openRouting } from './open.ts'
import { bench, until, wire } from './test-support.ts'

const onA = { tenant: 'default', station: 'CP-1', edgeId: 'a', ocppVersion: '1.6' }

async function elapsed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

describe('Redis away', () => {
  it('fails as unavailable within a second when nobody listens', async () => {
    const routing = openRouting({ url: 'redis://127.0.0.1:1', prefix: 'test' })
    const ms = await elapsed(() => assert.rejects(routing.lookup('default', 'CP-1'), { code: 'unavailable' }))
    assert.ok(ms < 1200, `took ${ms} ms`)
    const again = await elapsed(() => assert.rejects(routing.register(onA), { code: 'unavailable' }))
    assert.ok(again < 50, `took ${again} ms when it was known to be away`)
    await routing.close()
  })

  it('fails as unavailable within a second when the connection is cut, and works again by itself', async t => {
    const { open } = bench(t)
    const line = await wire(t)
    const routing = open({ url: line.url })
    await routing.renewLease('a', 'a:1', 15_000)
    assert.equal(routing.connections, 1)
    line.cut()
    const ms = await elapsed(() => assert.rejects(routing.register(onA), { code: 'unavailable' }))
    assert.ok(ms < 1200, `took ${ms} ms`)
    line.mend()
    await until('it has reconnected', () => routing.connections === 2)
    assert.equal(typeof (await routing.register(onA)).epoch, 'number')
  })

  it('fails as unavailable when Redis accepts and says nothing, and reconnects when it speaks again', async t => {
    const { open } = bench(t)
    const line = await wire(t)
    const routing = open({ url: line.url, commandTimeoutMs: 200 })
    await routing.renewLease('a', 'a:1', 15_000)
    line.silence()
    const ms = await elapsed(() => assert.rejects(routing.lookup('default', 'CP-1'), { code: 'unavailable' }))
    assert.ok(ms >= 150 && ms < 1000, `took ${ms} ms`)
    line.mend()
    await until('it has reconnected', () => routing.connections === 2)
    assert.equal(await routing.lookup('default', 'CP-1'), undefined)
  })

  it('never carries out later what it has reported as failed', async t => {
    const { open } = bench(t)
    const line = await wire(t)
    const [routing, direct] = [open({ url: line.url }), open()]
    await routing.renewLease('a', 'a:1', 15_000)
    line.cut()
    await assert.rejects(routing.register(onA), { code: 'unavailable' })
    const sent = line.forwarded
    line.mend()
    await until('it has reconnected', () => routing.connections === 2)
    await routing.renewLease('a', 'a:1', 15_000)
    assert.ok(line.forwarded > sent)
    assert.equal(await direct.lookup('default', 'CP-1'), undefined)
    assert.deepEqual(await direct.stationsOf('a', 10), [])
  })
})
