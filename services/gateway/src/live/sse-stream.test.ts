import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { openSseStream, type SseOptions, type SseStream } from './sse-stream.ts'

describe('an SSE stream', () => {
  const server = createServer()
  let port = 0
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  async function open(options: Partial<SseOptions> = {}, read = true) {
    const closed = Promise.withResolvers<void>()
    const request = once(server, 'request')
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8').on('error', () => {})
    if (read) socket.on('data', chunk => (text += chunk))
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    const [, response] = (await request) as [unknown, ServerResponse]
    const stream: SseStream = openSseStream(
      response,
      { 'x-request-id': 'r1' },
      { bufferBytes: 10_000, heartbeatMs: 60_000, stillAllowed: async () => true, onClose: closed.resolve, ...options },
    )
    const sees = async (part: string) => {
      while (!text.includes(part)) await once(socket, 'data')
    }
    return { stream, socket, response, closed: closed.promise, sees, text: () => text }
  }

  it('answers at once with the headers of the request and a comment', async () => {
    const { socket, sees, text, closed } = await open()
    await sees(': connected')
    assert.match(text(), /content-type: text\/event-stream/i)
    assert.match(text(), /x-request-id: r1/i)
    socket.destroy()
    await closed
  })

  it('delivers, ends with a reason and then sends nothing more', async () => {
    const { stream, sees, text, closed } = await open()
    stream.send('event: a\ndata: 1\n\n')
    stream.end('closing', 'bye')
    stream.send('event: late\ndata: 2\n\n')
    stream.end('dropped', 'twice')
    await sees('event: closing')
    await closed
    assert.ok(text().includes('data: {"detail":"bye"}\n\n'))
    assert.ok(text().indexOf('event: a') < text().indexOf('event: closing'))
    assert.ok(!text().includes('late') && !text().includes('twice'))
  })

  it('keeps itself alive with comments', async () => {
    const { socket, text } = await open({ heartbeatMs: 10 })
    while (text().split(': heartbeat\n\n').length < 4) await once(socket, 'data')
    socket.destroy()
  })

  it('ends when the key is no longer good', async () => {
    let asked = 0
    const { sees, closed } = await open({ heartbeatMs: 10, stillAllowed: async () => ++asked < 3 })
    await sees('event: unauthenticated')
    await closed
    assert.equal(asked, 3)
  })

  it('cuts a reader that does not read, with a bounded buffer', async () => {
    const { stream, socket, response, closed } = await open({}, false)
    const event = `event: a\ndata: ${'x'.repeat(1_000)}\n\n`
    let most = 0
    // What the kernel takes comes on top; so this goes on until the bound in the process is reached.
    while (!response.writableEnded) {
      for (let i = 0; i < 100; i++) stream.send(event)
      most = Math.max(most, response.writableLength)
      await new Promise(setImmediate)
    }
    assert.ok(most <= 10_000 + 200, `${most} bytes waited`)
    await closed
    let rest = ''
    socket.on('data', chunk => (rest += chunk))
    await Promise.race([once(socket, 'close'), once(socket, 'end')])
    assert.ok(rest.length > 0)
  })
})
