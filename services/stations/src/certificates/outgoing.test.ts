import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answering, serveHttp } from '../testing/http-server.ts'
import { openOutgoing } from './outgoing.ts'

describe('openOutgoing', () => {
  let server: Answering
  before(async () => {
    server = await serveHttp()
  })
  after(() => server.close())

  const call = (url: string, allowedHosts = ['127.0.0.1']) =>
    openOutgoing({ allowedHosts, timeoutMs: 300 })({ url, maxBytes: 100 })

  it('calls allowed hosts only, by name or by name and port, and hands back the body', async () => {
    server.answer = () => ({ body: 'hello' })
    assert.equal(Buffer.from(await call(server.url)).toString(), 'hello')
    assert.equal(Buffer.from(await call(server.url, [new URL(server.url).host])).toString(), 'hello')
    const asked = server.asked.length
    for (const hosts of [[], ['example.org'], ['127.0.0.1:1'], ['27.0.0.1']]) {
      await assert.rejects(call(server.url, hosts), { code: 'permission_denied' })
    }
    for (const url of ['nonsense', 'file:///etc/passwd', 'http://127.0.0.1@example.org/', 'http://169.254.169.254/']) {
      await assert.rejects(call(url), { code: 'permission_denied' }, url)
    }
    assert.equal(server.asked.length, asked)
  })

  it('is unavailable for anything but a short answer in time, and follows nobody elsewhere', async () => {
    for (const answer of [
      { status: 500 },
      { status: 302, headers: { location: server.url } },
      { body: 'x'.repeat(101) },
      'never' as const,
    ]) {
      server.answer = () => answer
      await assert.rejects(call(server.url), { code: 'unavailable' }, JSON.stringify(answer).slice(0, 40))
    }
    await assert.rejects(call('http://127.0.0.1:1/'), { code: 'unavailable' })
  })
})
