import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { nodeFlags } from '../platform/node.ts'
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

  it('gives none that another process of ours may be about to take', async () => {
    const script = `import { freePorts } from '${new URL('./ports.ts', import.meta.url)}'
      console.log(JSON.stringify(await freePorts(150)))
      process.stdin.resume()`
    const processes = [1, 2, 3].map(() =>
      spawn(process.execPath, [...nodeFlags, '--input-type=module', '-e', script], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    )
    const given = await Promise.all(processes.map(({ stdout }) => once(createInterface(stdout), 'line')))
    const ports = [await freePorts(150), ...given.map(([line]): number[] => JSON.parse(line))].flat()
    for (const { stdin } of processes) stdin.end()
    assert.equal(new Set(ports).size, 600)
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
