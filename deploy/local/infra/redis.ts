import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type Backend, type BackendOptions, openBackend } from './backend.ts'
import { cacheDirectory } from './cache.ts'
import { unpackedEnvironment, unpackedPackage } from './debian.ts'
import { succeeds } from './run.ts'

export interface Redis extends Backend {
  /** redis://127.0.0.1:port */
  readonly url: string
}

/** Starts a Redis with its data in `dir`, or finds the one that runs there. Comes back when it answers. */
export async function startRedis(options: BackendOptions): Promise<Redis> {
  const { dir, port } = options
  const data = join(dir, 'data')
  const backend = await openBackend(
    {
      name: 'redis',
      readyWithinMs: 30_000,
      isReady: () => answersPing(port),
      async launch() {
        await mkdir(data, { recursive: true })
        const settings = { port, bind: '127.0.0.1', dir: data, save: '', appendonly: 'yes', daemonize: 'no' }
        const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
        return { ...(await redisProgram()), args, cwd: dir }
      },
    },
    options,
  )
  // Not spread: that would read `pid` once and for ever.
  return Object.assign(backend, { url: `redis://127.0.0.1:${port}` })
}

async function redisProgram(): Promise<{ command: string; env: NodeJS.ProcessEnv }> {
  if (await succeeds('redis-server', ['--version'])) return { command: 'redis-server', env: process.env }
  const unpacked = await unpackedPackage(cacheDirectory(), 'redis-server')
  return { command: join(unpacked, 'usr/bin/redis-server'), env: await unpackedEnvironment(unpacked) }
}

/** Speaks just enough of the protocol to tell a server that serves from one that still loads its data. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 }, () => socket.write('PING\r\n'))
    socket.once('data', answer => {
      socket.destroy()
      resolve(answer.toString().startsWith('+PONG'))
    })
    socket.once('timeout', () => socket.destroy(new Error('no answer')))
    socket.once('error', reject)
    socket.once('close', () => resolve(false))
  })
}
