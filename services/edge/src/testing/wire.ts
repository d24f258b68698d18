// A TCP relay that can be cut: what a backend looks like that goes away and comes back.
import { createServer, connect as dial, type Socket } from 'node:net'

export interface Wire {
  port: number
  /** Ends every connection and refuses new ones. */
  cut(): void
  mend(): void
  close(): void
}

export async function openWire(target: { host: string; port: number }, open = true): Promise<Wire> {
  let isOpen = open
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    if (!isOpen) {
      client.destroy()
      return
    }
    const upstream = dial(target.port, target.host)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut() {
      isOpen = false
      drop()
    },
    mend() {
      isOpen = true
    },
    close() {
      drop()
      server.close()
    },
  }
}
