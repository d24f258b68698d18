// A TCP proxy that stands between a client and a server, and does to the connection what networks do.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  readonly port: number
  /** The target's URL with the proxy's address in it. */
  urlOf(target: string): string
  /** Cuts every connection and refuses new ones. */
  cut(): Promise<void>
  /** Lets bytes wait in both directions without closing anything. */
  freeze(): void
  /** Ends `cut` and `freeze`. */
  heal(): Promise<void>
  close(): Promise<void>
}

/** Passes on bytes, ends and closings of one socket to another. */
function pipe(from: Socket, to: Socket): void {
  from.on('data', bytes => to.write(bytes))
  from.on('end', () => to.end())
  from.on('close', () => to.destroy())
  // A peer that resets is part of the game.
  from.on('error', () => undefined)
}

/** Starts a proxy on a free loopback port; it keeps that port through `cut` and `heal`. */
export async function startTcpProxy(targetHost: string, targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let frozen = false

  const server = createServer(inbound => {
    const outbound = connect(targetPort, targetHost)
    pipe(inbound, outbound)
    pipe(outbound, inbound)
    for (const socket of [inbound, outbound]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      if (frozen) socket.pause()
    }
  })

  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  async function cut(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }

  const port = await listen(0)
  return {
    port,
    urlOf(target) {
      const url = new URL(target)
      url.host = `127.0.0.1:${port}`
      return url.href
    },
    cut,
    freeze() {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    async heal() {
      frozen = false
      for (const socket of sockets) socket.resume()
      if (!server.listening) await listen(port)
    },
    close: cut,
  }
}

const postgresPort = 5432

/** The same in front of the PostgreSQL server that a URL names. */
export function startDatabaseProxy(url: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(url)
  return startTcpProxy(hostname, Number(port || postgresPort))
}
