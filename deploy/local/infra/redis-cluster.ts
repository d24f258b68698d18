// A real Redis Cluster on this machine: three masters, each with a replica. Six processes of about 5 MB.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@chargeplane/failure'
import { freePorts } from './ports.ts'
import { type Redis, redisArguments, startRedisServer } from './redis.ts'
import { askRedis } from './redis-ask.ts'
import { waitUntil } from './wait.ts'

export interface RedisCluster {
  /** redis-cluster://127.0.0.1:port,… with every node */
  readonly url: string
  /** Three masters, then their replicas, as it was built; who is what changes with every failover. */
  readonly nodes: readonly Redis[]
  /** Those that serve slots now and run. */
  masters(): Promise<Redis[]>
  /** The running replica of that master; undefined when there is none. */
  replicaOf(master: Redis): Promise<Redis | undefined>
  /** Orderly: the replica of that master takes its slots over with nothing lost. Comes back when it serves. */
  failOver(master: Redis): Promise<void>
  /** FLUSHALL on every master. */
  flush(): Promise<void>
  /** Waits until every slot is served, and every master has a replica of all its data. All nodes must run. */
  healthy(timeoutMs?: number): Promise<void>
  /** kill -9 of every node: the data is of no use to anybody. */
  close(): Promise<void>
}

const masterCount = 3
const slots = 16_384
/** After this long without a sign of life a master is voted dead. */
const nodeTimeoutMs = 1500

/** Builds a fresh one in `dir`, on ports of its own; its processes die with this one. */
export async function startRedisCluster({ dir }: { dir: string }): Promise<RedisCluster> {
  const ports = await freePorts(masterCount * 4)
  const nodes = await Promise.all(
    ports.slice(0, masterCount * 2).map((port, index) => {
      const busPort = ports[masterCount * 2 + index] ?? 0
      return startNode(join(dir, `node-${index}`), port, busPort)
    }),
  )
  await introduce(nodes, ports.slice(masterCount * 2))
  const cluster = clusterOf(nodes)
  await cluster.healthy()
  return cluster
}

function startNode(dir: string, port: number, busPort: number): Promise<Redis> {
  return startRedisServer({ dir, port }, async data => {
    await mkdir(data, { recursive: true })
    return redisArguments(port, data, {
      'cluster-enabled': 'yes',
      'cluster-port': busPort,
      'cluster-config-file': 'nodes.conf',
      'cluster-node-timeout': nodeTimeoutMs,
      // The other shards go on while one has no master.
      'cluster-require-full-coverage': 'no',
      // However long it was cut off: in a test the replica is to take over.
      'cluster-replica-validity-factor': 0,
      // By default a master that has come back with another role waits, to see whether it is needed.
      'cluster-allow-replica-migration': 'no',
      'repl-diskless-sync-delay': 0,
    })
  })
}

/** Slots to the masters, everybody known to everybody, a replica to each master. */
async function introduce(nodes: readonly Redis[], busPorts: readonly number[]): Promise<void> {
  const masters = nodes.slice(0, masterCount)
  const share = Math.ceil(slots / masterCount)
  await Promise.all(
    masters.map(async ({ port }, i) => {
      await askRedis(port, 'CLUSTER SET-CONFIG-EPOCH', i + 1)
      await askRedis(port, 'CLUSTER ADDSLOTSRANGE', i * share, Math.min((i + 1) * share, slots) - 1)
    }),
  )
  for (const [i, { port }] of nodes.entries())
    for (const other of nodes) await askRedis(other.port, 'CLUSTER MEET 127.0.0.1', port, busPorts[i] ?? 0)
  await Promise.all(
    masters.map(async (master, i) => {
      const replica = nodes[masterCount + i]
      const id = await askRedis(master.port, 'CLUSTER MYID')
      if (replica === undefined) return
      await waitUntil(
        'a replica has to know its master',
        async () => (await askRedis(replica.port, 'CLUSTER REPLICATE', id)) === 'OK',
        { timeoutMs: 20_000, everyMs: 100 },
      )
    }),
  )
}

interface Role {
  node: Redis
  isMaster: boolean
  /** Of a replica: the port of its master, and whether it has all its data. */
  masterPort: number
  linked: boolean
}

/** From each node's own mouth; one that does not run has none. */
async function rolesOf(nodes: readonly Redis[]): Promise<Role[]> {
  const running = nodes.filter(({ pid }) => pid !== undefined)
  return Promise.all(
    running.map(async node => {
      const [role, , port, state] = (await askRedis(node.port, 'ROLE')).split('\n')
      const isMaster = role === 'master'
      return { node, isMaster, masterPort: isMaster ? 0 : Number(port), linked: state === 'connected' }
    }),
  )
}

/** Redis gives a failover up after 5 s and tells nobody, when a node has not heard yet of what has just changed. */
const givenUpMs = 6_000

function clusterOf(nodes: readonly Redis[]): RedisCluster {
  const roles = () => rolesOf(nodes)
  async function replicaOf({ port }: Redis): Promise<Redis | undefined> {
    return (await roles()).find(each => !each.isMaster && each.masterPort === port)?.node
  }
  const masters = async () => (await roles()).filter(each => each.isMaster).map(({ node }) => node)
  const wait = { timeoutMs: 30_000, everyMs: 100 }

  return {
    url: `redis-cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    nodes,
    masters,
    replicaOf,
    async failOver(master) {
      const replica = await replicaOf(master)
      if (replica === undefined) throw fail('failed_precondition', `the master on port ${master.port} has no replica`)
      let askedAt = Number.NEGATIVE_INFINITY
      const serves = async () => {
        if ((await masters()).includes(replica)) return true
        if (performance.now() - askedAt < givenUpMs) return false
        askedAt = performance.now()
        await askRedis(replica.port, 'CLUSTER FAILOVER')
        return false
      }
      await waitUntil('the replica has to serve', serves, wait)
    },
    async flush() {
      await Promise.all((await masters()).map(({ port }) => askRedis(port, 'FLUSHALL')))
    },
    async healthy(timeoutMs = wait.timeoutMs) {
      await waitUntil('the cluster has to be whole', () => isWhole(nodes), { ...wait, timeoutMs })
    },
    async close() {
      await Promise.all(nodes.map(node => node.kill()))
    },
  }
}

async function isWhole(nodes: readonly Redis[]): Promise<boolean> {
  const roles = await rolesOf(nodes)
  const infos = await Promise.all(roles.map(({ node }) => askRedis(node.port, 'CLUSTER INFO')))
  const served = infos.every(info => info.includes('cluster_state:ok') && info.includes(`slots_ok:${slots}`))
  const masters = roles.filter(({ isMaster }) => isMaster)
  const hasReplica = ({ node }: Role) => roles.some(each => each.masterPort === node.port && each.linked)
  return roles.length === nodes.length && served && masters.length === masterCount && masters.every(hasReplica)
}
