import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { WebSocket } from 'ws'
import { until } from '../testing/until.ts'
import { serveSockets } from './uws.ts'
import type { Socket, SocketHandlers } from './websocket.ts'

interface Heard {
  texts: string[]
  closed: number[]
  failures: string[]
  sockets: Socket[]
}

async function serve(t: TestContext, changes: Partial<SocketHandlers<string, string>> = {}, maxTcpConnections = 100) {
  let connections = 0
  const door = {
    enter: () => ++connections <= maxTcpConnections,
    left() {
      connections -= 1
    },
  }
  const heard: Heard = { texts: [], closed: [], failures: [], sockets: [] }
  const server = await serveSockets<string, string>({
    maxPayloadBytes: 65_536,
    maxBackpressureBytes: 65_536,
    door,
    compression: true,
    handlers: {
      upgrade: ({ path }) => ({ admitted: true, subprotocol: 'ocpp1.6', who: path }),
      open(who, socket) {
        heard.sockets.push(socket)
        return who
      },
      text: (_session, text) => void heard.texts.push(text),
      binary() {},
      ping() {},
      pong() {},
      sent() {},
      slow() {},
      closed: (_session, code) => void heard.closed.push(code),
      failed: (where, error) => void heard.failures.push(`${where}: ${error instanceof Error ? error.message : error}`),
      ...changes,
    },
  })
  t.after(server.close)
  const { port } = await server.listen({ name: 'ws', host: '127.0.0.1', port: 0, profile: 1 })
  const url = `ws://127.0.0.1:${port}/ocpp/CP-1`
  const open = async () => {
    const socket = new WebSocket(url, 'ocpp1.6')
    await once(socket, 'open')
    return socket
  }
  return { heard, server, open, url, port }
}

const broken = () => {
  throw new Error('broken')
}

describe('serveSockets', () => {
  it('carries text both ways and closes with the code given', async t => {
    const { heard, open } = await serve(t)
    const client = await open()
    client.send('zähler')
    await until('it is there', () => heard.texts.length === 1)
    assert.deepEqual(heard.texts, ['zähler'])
    heard.sockets[0]?.send('answer')
    const [data] = await once(client, 'message')
    assert.equal(String(data), 'answer')
    heard.sockets[0]?.close(4001, 'replaced')
    const [code, reason] = await once(client, 'close')
    assert.deepEqual([code, String(reason), heard.closed], [4001, 'replaced', [4001]])
  })

  it('does nothing with a socket that has closed', async t => {
    const { heard, open } = await serve(t)
    const client = await open()
    client.terminate()
    await until('it is closed', () => heard.closed.length === 1)
    const [socket] = heard.sockets
    assert.equal(socket?.send('late'), false)
    socket?.ping()
    socket?.close(1000, '')
    socket?.destroy()
    assert.deepEqual(heard.failures, [])
  })

  for (const where of ['open', 'text', 'binary', 'ping', 'closed'] as const) {
    it(`survives a handler '${where}' that throws`, async t => {
      const { heard, open } = await serve(t, { [where]: broken })
      const client = await open()
      client.on('error', () => {})
      client.send('text')
      client.send(Buffer.from('bytes'))
      client.ping()
      if (where === 'closed') client.close()
      await once(client, 'close')
      assert.match(heard.failures[0] ?? '', /broken$/)
      assert.equal(heard.failures.length, 1)
    })
  }

  it('answers 500 when the decision fails, at once or later', async t => {
    for (const upgrade of [broken, () => Promise.reject(new Error('broken'))]) {
      const { heard, url } = await serve(t, { upgrade })
      const client = new WebSocket(url, 'ocpp1.6')
      client.on('error', () => {})
      const [, response] = await once(client, 'unexpected-response')
      assert.equal(response.statusCode, 500)
      assert.deepEqual(heard.failures, ['upgrade: broken'])
      client.terminate()
    }
  })

  it('survives clients that leave while the decision is made', async t => {
    const decision = Promise.withResolvers<{ admitted: true; subprotocol: string; who: string }>()
    let asked = 0
    const { heard, url } = await serve(t, {
      upgrade() {
        asked += 1
        return decision.promise
      },
    })
    const clients = Array.from({ length: 10 }, () => new WebSocket(url, 'ocpp1.6'))
    for (const client of clients) client.on('error', () => {})
    await until('all have asked', () => asked === 10)
    const stays = clients.pop()
    for (const client of clients) client.terminate()
    await until('they have left', () => clients.every(({ readyState }) => readyState === WebSocket.CLOSED))
    decision.resolve({ admitted: true, subprotocol: 'ocpp1.6', who: 'late' })
    await until('who stayed is let in', () => stays?.readyState === WebSocket.OPEN)
    assert.deepEqual(heard.failures, [])
    await until('nobody else is left', () => heard.sockets.length - heard.closed.length === 1)
    stays?.terminate()
  })

  it('closes connections past its limit, counting each until it has closed', async t => {
    const { heard, port, open } = await serve(t, {}, 3)
    for (let i = 0; i < 10; i++) {
      const client = await open()
      client.terminate()
      await until('it is closed', () => heard.closed.length === i + 1)
    }
    const held = [await open(), await open(), await open()]
    const extra = connect(port, '127.0.0.1')
    extra.on('error', () => {})
    await once(extra.resume(), 'close')
    held[0]?.terminate()
    await until('one has left', () => heard.closed.length === 11)
    held.push(await open())
    for (const client of held) client.terminate()
  })

  it('says when a port is taken', async t => {
    const { port, server } = await serve(t)
    await assert.rejects(server.listen({ name: 'second', host: '127.0.0.1', port, profile: 1 }), {
      code: 'unavailable',
      field: 'EDGE_PORT',
    })
  })
})
