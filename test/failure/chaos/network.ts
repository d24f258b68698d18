// The network between one edge and its backends: TCP relays that can be slow, silent or cut. In user space, because delay and loss by the
// kernel (tc netem) need a module that not every machine has, and rights that not every developer has.
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Network {
  /** Where the edge finds what listens at 127.0.0.1:`port`: the same port at an address of this network's own. */
  through(port: number): string
  /** Every direction takes that much longer, ms. */
  slow(ms: number): void
  /** Nothing passes, nothing is refused: a partition. What was sent meanwhile arrives when it is mended, as TCP would repeat it. */
  silence(): void
  /** Every connection is reset and none is accepted. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

const loopback = Buffer.from('127.0.0.1')

/**
 * `number` from 2 to 9: the network's address is 127.0.0.`number`. Kafka and Redis Cluster tell their clients addresses to connect to; those are
 * rewritten on the way to the edge, which is easy because both addresses have the same length, so that a client stays within its network.
 */
export function openNetwork(number: number): Network {
  if (number < 2 || number > 9) throw new Error(`a network has a number from 2 to 9, not ${number}`)
  const host = `127.0.0.${number}`
  const own = Buffer.from(host)
  const servers = new Map<number, Server>()
  const sockets = new Set<Socket>()
  let delayMs = 0
  let isCut = false
  let open = Promise.withResolvers<void>()
  open.resolve()

  async function relay(from: Socket, to: Socket, rewrite: (chunk: Buffer) => Buffer): Promise<void> {
    for await (const chunk of from) {
      if (delayMs > 0) await sleep(delayMs)
      await open.promise
      if (to.destroyed) return
      if (!to.write(rewrite(chunk))) await new Promise(resolve => to.once('drain', resolve).once('close', resolve))
    }
    to.end()
  }

  function accept(client: Socket, port: number): void {
    if (isCut) return void client.resetAndDestroy()
    const backend = connect(port, '127.0.0.1')
    for (const socket of [client, backend]) {
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        backend.destroy()
      })
    }
    const away = () => client.destroy()
    relay(client, backend, chunk => chunk).catch(away)
    relay(backend, client, rewriter(loopback, own)).catch(away)
  }

  return {
    through(port) {
      if (!servers.has(port)) {
        const server = createServer(client => accept(client, port))
        server.listen(port, host)
        servers.set(port, server)
      }
      return `${host}:${port}`
    },
    slow(ms) {
      delayMs = ms
    },
    silence() {
      open = Promise.withResolvers<void>()
    },
    cut() {
      isCut = true
      for (const socket of sockets) socket.resetAndDestroy()
    },
    mend() {
      delayMs = 0
      isCut = false
      open.resolve()
    },
    async close() {
      open.resolve()
      for (const socket of sockets) socket.destroy()
      await Promise.all([...servers.values()].map(server => new Promise(resolve => server.close(resolve))))
    },
  }
}

/**
 * Replaces `from` by `to`, of the same length, in a stream; what may be the first half of one at the end of a chunk waits for the next. Two bytes are
 * no half: they may be the end of a whole answer, and nothing would follow.
 */
export function rewriter(from: Buffer, to: Buffer): (chunk: Buffer) => Buffer {
  let held: Buffer = Buffer.alloc(0)
  return chunk => {
    const whole = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
    for (let at = whole.indexOf(from); at >= 0; at = whole.indexOf(from, at + to.length)) to.copy(whole, at)
    const tail = startAtEnd(whole, from)
    held = whole.subarray(whole.length - tail)
    return whole.subarray(0, whole.length - tail)
  }
}

/** How many bytes at the end of `whole` are a true start of `word`. */
function startAtEnd(whole: Buffer, word: Buffer): number {
  for (let length = Math.min(word.length - 1, whole.length); length > 2; length--) {
    if (whole.subarray(whole.length - length).equals(word.subarray(0, length))) return length
  }
  return 0
}
