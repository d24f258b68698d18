// A real Redis under Sentinel on this machine: one master, one replica, three sentinels that fail over by majority.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from './ports.ts'
import { type Redis, redisArguments, startRedisServer } from './redis.ts'
import { askRedis } from './redis-ask.ts'
import { waitUntil } from './wait.ts'

export interface RedisSentinels {
  /** redis-sentinel://127.0.0.1:port,…/chargeplane with every sentinel */
  readonly url: string
  /** Master and replica, as it was built; which is which changes with every failover. */
  readonly nodes: readonly Redis[]
  readonly sentinels: readonly Redis[]
  /** The one that the sentinels point at. */
  master(): Promise<Redis>
  /** Orderly; comes back when the sentinels point at the other one. */
  failOver(): Promise<void>
  flush(): Promise<void>
  /** Waits until the sentinels agree on a master that has a replica of all its data. All must run. */
  healthy(timeoutMs?: number): Promise<void>
  /** kill -9 of all: the data is of no use to anybody. */
  close(): Promise<void>
}

const name = 'chargeplane'
const downAfterMs = 1500
const wait = { timeoutMs: 40_000, everyMs: 100 }

/** Builds a fresh set in `dir`, on ports of its own; its processes die with this one. */
export async function startRedisSentinels({ dir }: { dir: string }): Promise<RedisSentinels> {
  const [first = 0, second = 0, ...others] = await freePorts(5)
  const nodes = await Promise.all([
    startNode(join(dir, 'node-0'), first),
    startNode(join(dir, 'node-1'), second, { replicaof: `127.0.0.1 ${first}` }),
  ])
  // A sentinel looks again only ten seconds later: it is to see the replica at its first look.
  await waitUntil('the replica has to have the data', () => hasReplica(first), wait)
  const sentinels = await Promise.all(
    others.map((port, index) => startSentinel(join(dir, `sentinel-${index}`), port, first)),
  )
  const set = setOf(nodes, sentinels)
  await set.healthy()
  return set
}

function startNode(dir: string, port: number, role: Record<string, string> = {}): Promise<Redis> {
  return startRedisServer({ dir, port }, async data => {
    await mkdir(data, { recursive: true })
    return redisArguments(port, data, { 'repl-diskless-sync-delay': 0, ...role })
  })
}

function startSentinel(dir: string, port: number, masterPort: number): Promise<Redis> {
  return startRedisServer({ dir, port }, async data => {
    await mkdir(data, { recursive: true })
    const file = join(data, 'sentinel.conf')
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${data}`,
      `sentinel monitor ${name} 127.0.0.1 ${masterPort} 2`,
      `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
      `sentinel failover-timeout ${name} 6000`,
    ]
    // A sentinel writes down in it what it learns.
    if (!existsSync(file)) await writeFile(file, `${lines.join('\n')}\n`)
    return [file, '--sentinel']
  })
}

function setOf(nodes: readonly Redis[], sentinels: readonly Redis[]): RedisSentinels {
  /** What the running sentinels say; undefined unless all say the same. */
  async function agreed(): Promise<Redis | undefined> {
    const running = sentinels.filter(({ pid }) => pid !== undefined)
    const said = await Promise.all(running.map(({ port }) => askRedis(port, 'SENTINEL GET-MASTER-ADDR-BY-NAME', name)))
    return nodes.find(({ port }) => said.length > 0 && said.every(answer => answer === `127.0.0.1\n${port}`))
  }
  async function master(): Promise<Redis> {
    let found: Redis | undefined
    const isAgreed = async () => {
      found = await agreed()
      return found !== undefined
    }
    await waitUntil('the sentinels have to agree on a master', isAgreed, wait)
    return found ?? master()
  }
  return {
    url: `redis-sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${name}`,
    nodes,
    sentinels,
    master,
    async failOver() {
      const before = await master()
      await askRedis(sentinels[0]?.port ?? 0, 'SENTINEL FAILOVER', name)
      await waitUntil('the sentinels have to point at the other', async () => (await master()) !== before, wait)
    },
    async flush() {
      await askRedis((await master()).port, 'FLUSHALL')
    },
    async healthy(timeoutMs = wait.timeoutMs) {
      await waitUntil('Sentinel has to be whole', () => isWhole(sentinels, agreed), { ...wait, timeoutMs })
    },
    async close() {
      await Promise.all([...sentinels, ...nodes].map(each => each.kill()))
    },
  }
}

async function isWhole(sentinels: readonly Redis[], agreed: () => Promise<Redis | undefined>): Promise<boolean> {
  const master = await agreed()
  if (master === undefined || (await askRedis(master.port, 'ROLE')).split('\n')[0] !== 'master') return false
  if (!(await hasReplica(master.port))) return false
  const known = await Promise.all(sentinels.map(({ port }) => askRedis(port, 'INFO sentinel')))
  return known.every(info => info.includes('slaves=1,sentinels=3') && info.includes('status=ok'))
}

async function hasReplica(port: number): Promise<boolean> {
  return (await askRedis(port, 'INFO replication')).includes('state=online')
}
