import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '@chargeplane/failure'
import { type OpsServerOptions, serveOps } from './ops-server.ts'

const options: OpsServerOptions = {
  host: '127.0.0.1',
  port: 0,
  readiness: async () => ({ ready: true, phase: 'ready', probes: {} }),
  figures: () => ({ connections: 7 }),
}

describe('serveOps', () => {
  it('answers JSON on its three paths', async t => {
    const { port, close } = await serveOps(options)
    t.after(close)
    const expected = {
      '/livez': { status: 'alive' },
      '/readyz?verbose': { ready: true, phase: 'ready', probes: {} },
      '/metricz': { connections: 7 },
    }
    for (const [path, body] of Object.entries(expected)) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`)
      assert.equal(answer.status, 200, path)
      assert.equal(answer.headers.get('content-type'), 'application/json')
      assert.deepEqual(await answer.json(), body)
    }
    assert.equal((await fetch(`http://127.0.0.1:${port}/livez`, { method: 'HEAD' })).status, 200)
  })

  it('refuses other paths and methods', async t => {
    const { port, close } = await serveOps(options)
    t.after(close)
    for (const path of ['/', '/toString', '/livez/', '/metrics']) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`)
      assert.equal(answer.status, 404, path)
      assert.deepEqual(await answer.json(), { status: 'not found', paths: ['/livez', '/readyz', '/metricz'] })
    }
    assert.equal((await fetch(`http://127.0.0.1:${port}/livez`, { method: 'POST' })).status, 405)
  })

  it('refuses a port that is taken, naming the setting', async t => {
    const { port, close } = await serveOps(options)
    t.after(close)
    await assert.rejects(serveOps({ ...options, port }), (failure: Failure) => {
      assert.equal(failure.code, 'unavailable')
      assert.equal(failure.field, 'OPS_PORT')
      assert.match(failure.message, /EADDRINUSE/)
      return true
    })
  })

  it('closes while a client keeps its connection', async () => {
    const { port, close } = await serveOps(options)
    await (await fetch(`http://127.0.0.1:${port}/livez`)).json()
    await close()
    await assert.rejects(fetch(`http://127.0.0.1:${port}/livez`))
  })
})
