import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { freePorts, isPortFree } from './ports.ts'

describe('ports', () => {
  it('gives different ports that are free', async () => {
    const ports = await freePorts(20)
    assert.equal(new Set(ports).size, 20)
    for (const port of ports) assert.equal(await isPortFree(port), true)
  })

  it('gives none that an outgoing connection could take, and none twice', async () => {
    const [first, second] = [await freePorts(5), await freePorts(5)]
    assert.equal(new Set([...first, ...second]).size, 10)
    for (const port of [...first, ...second]) assert.ok(port >= 10_000 && port < 18_500, String(port))
  })

  for (const host of ['127.0.0.1', '0.0.0.0'])
    it(`sees that a port is taken on ${host}`, async () => {
      const server = createServer().listen(0, host)
      await once(server, 'listening')
      const address = server.address()
      assert.ok(typeof address === 'object' && address)
      assert.equal(await isPortFree(address.port), false)
      server.close()
      await once(server, 'close')
      assert.equal(await isPortFree(address.port), true)
    })

  it('sees a port whose owner would share it', async () => {
    const server = createServer().listen({ port: 0, host: '127.0.0.1', reusePort: true })
    await once(server, 'listening')
    const address = server.address()
    assert.ok(typeof address === 'object' && address)
    assert.equal(await isPortFree(address.port), false)
    server.close()
  })
})
