import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { freePorts } from '@chargeplane/local-stack'
import { type Network, openNetwork, rewriter } from './network.ts'

describe('a network of an edge', () => {
  let network: Network
  let port = 0
  const server = createServer(socket => socket.on('error', () => undefined).pipe(socket))
  const clients: Socket[] = []
  before(async () => {
    ;[port = 0] = await freePorts(1)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    network = openNetwork(9)
    network.through(port)
  })
  beforeEach(() => network.mend())
  after(async () => {
    for (const client of clients) client.destroy()
    await network.close()
    server.close()
  })

  function dial(): Socket {
    const [host, at] = network.through(port).split(':')
    const socket = connect(Number(at), host)
    socket.on('error', () => undefined)
    clients.push(socket)
    return socket
  }
  async function client(): Promise<Socket> {
    const socket = dial()
    await once(socket, 'connect')
    return socket
  }
  // Not `once`: that rejects with the reset.
  function closed(socket: Socket): Promise<void> {
    return new Promise(resolve => (socket.closed ? resolve() : socket.once('close', () => resolve())))
  }
  async function echo(socket: Socket, text: string): Promise<string> {
    socket.write(text)
    return String((await once(socket, 'data'))[0])
  }

  it('carries bytes both ways, and rewrites what comes back', async () => {
    assert.equal(await echo(await client(), 'at 127.0.0.1:9092, 10.0.0.1'), 'at 127.0.0.9:9092, 10.0.0.1')
  })

  it('delays', async () => {
    const socket = await client()
    network.slow(60)
    const began = performance.now()
    await echo(socket, 'x')
    assert.ok(performance.now() - began >= 110, 'both ways took 60 ms each')
  })

  it('is silent, and delivers late what was sent meanwhile', async () => {
    const socket = await client()
    await echo(socket, 'before')
    network.silence()
    let heard = ''
    socket.on('data', chunk => {
      heard += chunk
    })
    socket.write('meanwhile')
    // Another connection of the same process, past the network, has had its turn by then.
    const past = connect(port, '127.0.0.1')
    await echo(past, 'x')
    past.destroy()
    assert.equal(heard, '')
    network.mend()
    await once(socket, 'data')
    assert.equal(heard, 'meanwhile')
  })

  it('cuts what is open and takes nothing new, until it is mended', async () => {
    const socket = await client()
    await echo(socket, 'before')
    network.cut()
    await closed(socket)
    await closed(dial())
    network.mend()
    assert.equal(await echo(await client(), 'after'), 'after')
  })
})

describe('rewriting a stream', () => {
  it('finds a word in two chunks, and holds nothing else back', () => {
    const rewrite = rewriter(Buffer.from('127.0.0.1'), Buffer.from('127.0.0.5'))
    const chunks = ['+127.', '0.0.1:1\r\n', '127.0.0.2', ' 127', '.0.0.1'].map(text =>
      String(rewrite(Buffer.from(text))),
    )
    assert.deepEqual(chunks, ['+', '127.0.0.5:1\r\n', '127.0.0.2', ' ', '127.0.0.5'])
  })
})
