// Redis as it can be hurt: one server, or a cluster of three masters with a replica each.
import { askRedis, freePorts, type Redis, startRedis, startRedisCluster } from '@chargeplane/local-stack'

type Mend = () => Promise<void>

export interface RedisWorld {
  /** For REDIS_URL. */
  url: string
  masters: number
  /** kill -9 of the master of shard `index`, or of every node; what is handed back comes back when all is whole again. */
  kill(index: number): Promise<Mend>
  killAll(): Promise<Mend>
  flush(): Promise<void>
  /** Shard `index` gets another master. */
  failOver(index: number): Promise<Mend>
  close(): Promise<void>
}

export function startRedisWorld(options: { dir: string; clustered: boolean }): Promise<RedisWorld> {
  return options.clustered ? clustered(options.dir) : single(options.dir)
}

async function clustered(dir: string): Promise<RedisWorld> {
  const cluster = await startRedisCluster({ dir })
  async function master(index: number): Promise<Redis> {
    const masters = await cluster.masters()
    const one = masters[index % masters.length]
    if (one === undefined) throw new Error('the Redis cluster has no master')
    return one
  }
  const kill = async (nodes: readonly Redis[]): Promise<Mend> => {
    await Promise.all(nodes.map(node => node.kill()))
    return async () => {
      await Promise.all(nodes.map(node => node.start()))
      await cluster.healthy()
    }
  }
  return {
    url: cluster.url,
    masters: 3,
    kill: async index => kill([await master(index)]),
    killAll: () => kill(cluster.nodes),
    flush: () => cluster.flush(),
    async failOver(index) {
      await cluster.failOver(await master(index))
      return () => cluster.healthy()
    },
    close: () => cluster.close(),
  }
}

async function single(dir: string): Promise<RedisWorld> {
  const [port = 0] = await freePorts(1)
  const redis = await startRedis({ dir, port })
  const kill = async (): Promise<Mend> => {
    await redis.kill()
    return () => redis.start()
  }
  return {
    url: redis.url,
    masters: 1,
    kill,
    killAll: kill,
    async flush() {
      await askRedis(port, 'FLUSHALL')
    },
    failOver: () => Promise.reject(new Error('a single Redis has nobody to fail over to')),
    close: () => redis.kill(),
  }
}
