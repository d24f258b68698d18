// Redis as it can be hurt: one server, or a cluster of three masters with a replica each.
import { once } from 'node:events'
import { connect } from 'node:net'
import { type Backend, freePorts, startRedis } from '@chargeplane/local-stack'

export interface RedisWorld {
  /** For REDIS_URL. */
  url: string
  masters: number
  /** kill -9 of shard `index`, or of all of it; what is handed back starts it again. */
  kill(index: number): Promise<() => Promise<void>>
  killAll(): Promise<() => Promise<void>>
  flush(): Promise<void>
  /** Shard `index` gets another master. */
  failOver(index: number): Promise<() => Promise<void>>
  close(): Promise<void>
}

export async function startRedisWorld({ dir }: { dir: string; clustered: boolean }): Promise<RedisWorld> {
  const [port = 0] = await freePorts(1)
  const redis = await startRedis({ dir, port })
  const kill = (nodes: readonly Backend[]) => async () => {
    await Promise.all(nodes.map(node => node.kill()))
    return async () => {
      await Promise.all(nodes.map(node => node.start()))
    }
  }
  return {
    url: redis.url,
    masters: 1,
    kill: kill([redis]),
    killAll: kill([redis]),
    flush: () => command(port, 'FLUSHALL'),
    failOver: () => Promise.reject(new Error('a single Redis has nobody to fail over to')),
    close: () => redis.kill(),
  }
}

async function command(port: number, text: string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  try {
    const answer = once(socket, 'data')
    socket.write(`${text}\r\n`)
    const [reply] = await answer
    if (!String(reply).startsWith('+OK')) throw new Error(`Redis answered ${text} with ${reply}`)
  } finally {
    socket.destroy()
  }
}
