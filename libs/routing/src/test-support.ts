// For the tests of this lib: the real Redis of REDIS_URL under a prefix of its own, and a wire to it that can be cut or go silent.
import { randomBytes } from 'node:crypto'
import { createServer, connect as dial, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { Redis } from 'ioredis'
import { openRouting, type RoutingOptions } from './open.ts'
import type { Routing } from './routing.ts'

function redisUrl(): string {
  const url = process.env.REDIS_URL
  if (url === undefined) throw new Error('REDIS_URL is not set: these tests need a Redis')
  return url
}

export interface Bench {
  prefix: string
  /** Another process' view of the same Redis; closed with the test. */
  open(options?: Partial<RoutingOptions>): Routing
  /** Deletes every key of this prefix: what a flush looks like to us. */
  flush(): Promise<void>
}

export function bench(t: Pick<TestContext, 'after'>): Bench {
  const prefix = `test-${randomBytes(6).toString('hex')}`
  const admin = new Redis(redisUrl())
  const opened: Routing[] = []
  const flush = async () => {
    const found = await admin.keys(`${prefix}:*`)
    if (found.length > 0) await admin.del(found)
  }
  t.after(async () => {
    await flush()
    admin.disconnect()
    for (const routing of opened) await routing.close()
  })
  return {
    prefix,
    open(options = {}) {
      const routing = openRouting({ url: redisUrl(), prefix, ...options })
      opened.push(routing)
      return routing
    },
    flush,
  }
}

export interface Wire {
  url: string
  /** Ends every connection and refuses new ones. */
  cut(): void
  /** Accepts and swallows: nothing is answered any more. */
  silence(): void
  mend(): void
  /** Bytes that reached Redis through this wire. */
  readonly forwarded: number
}

/** A TCP relay to the real Redis. */
export async function wire(t: Pick<TestContext, 'after'>): Promise<Wire> {
  const target = new URL(redisUrl())
  let mode: 'open' | 'cut' | 'silent' = 'open'
  let forwarded = 0
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    if (mode === 'cut') return void client.destroy()
    const upstream = dial(Number(target.port || 6379), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', chunk => {
      if (mode !== 'open') return
      forwarded += chunk.length
      upstream.write(chunk)
    })
    upstream.on('data', chunk => void (mode === 'open' && client.write(chunk)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  t.after(() => {
    drop()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `redis://127.0.0.1:${port}${target.pathname}`,
    cut() {
      mode = 'cut'
      drop()
    },
    silence() {
      mode = 'silent'
    },
    mend() {
      if (mode === 'silent') drop()
      mode = 'open'
    },
    get forwarded() {
      return forwarded
    },
  }
}

/** Waits until the condition holds; fails after `timeoutMs` with what was waited for. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  timeoutMs = 5000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
