import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Backend, type BackendOptions, openBackend } from './backend.ts'
import { cacheDirectory } from './cache.ts'
import { unpackedEnvironment, unpackedPackage } from './debian.ts'
import { askRedis } from './redis-ask.ts'
import { succeeds } from './run.ts'

export interface Redis extends Backend {
  /** redis://127.0.0.1:port */
  readonly url: string
  readonly port: number
}

/** Starts a Redis with its data in `dir`, or finds the one that runs there. Comes back when it answers. */
export function startRedis(options: BackendOptions): Promise<Redis> {
  return startRedisServer(options, async data => {
    await mkdir(data, { recursive: true })
    return redisArguments(options.port, data, {})
  })
}

/** Further settings, as in redis.conf. */
export type RedisSettings = Record<string, string | number>

export function redisArguments(port: number, data: string, settings: RedisSettings): string[] {
  const all = { port, bind: '127.0.0.1', dir: data, save: '', appendonly: 'yes', daemonize: 'no', ...settings }
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, ...String(value).split(' ')])
}

/** A process of redis-server; `prepare` is given its data directory before each start and answers its arguments. */
export async function startRedisServer(
  options: BackendOptions,
  prepare: (data: string) => Promise<string[]>,
): Promise<Redis> {
  const { dir, port } = options
  const backend = await openBackend(
    {
      name: 'redis',
      readyWithinMs: 30_000,
      // Tells a server that serves from one that still loads its data.
      isReady: async () => (await askRedis(port, 'PING')) === 'PONG',
      launch: async () => ({ ...(await redisProgram()), args: await prepare(join(dir, 'data')), cwd: dir }),
    },
    options,
  )
  // Not spread: that would read `pid` once and for ever.
  return Object.assign(backend, { url: `redis://127.0.0.1:${port}`, port })
}

async function redisProgram(): Promise<{ command: string; env: NodeJS.ProcessEnv }> {
  if (await succeeds('redis-server', ['--version'])) return { command: 'redis-server', env: process.env }
  const unpacked = await unpackedPackage(cacheDirectory(), 'redis-server')
  return { command: join(unpacked, 'usr/bin/redis-server'), env: await unpackedEnvironment(unpacked) }
}
