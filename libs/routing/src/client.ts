// ioredis, set up so that a command is answered or fails within its deadline, whatever kind of Redis the URL names.
import { parseRedisUrl, type RedisTarget } from '@chargeplane/config'
import { Cluster, Redis } from 'ioredis'

/** What routing asks of Redis; each touches one key, so a cluster answers it as one server does. */
export type Commands = Pick<
  Redis,
  'get' | 'set' | 'del' | 'exists' | 'hmget' | 'hlen' | 'hscan' | 'sadd' | 'srem' | 'smembers' | 'eval' | 'evalsha'
>

export interface Client {
  commands: Commands
  isReady(): boolean
  /** Looks soon who serves what, because something went wrong. */
  lookAgain(): void
  close(): void
}

export interface ClientEvents {
  /** Commands are answered from now on. */
  onReady(): void
  /** A connection to where data lies is new, or the data lies elsewhere: what was written may be lost. */
  onDoubt(): void
  onError(error: Error): void
}

const retryMs = (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 5), 1000) + Math.random() * 100
/** How often a client of a cluster asks who serves what, beside whenever it is told that it is wrong. */
const slotsRefreshMs = 2000

export function openClient(url: string, timeoutMs: number, events: ClientEvents): Client {
  const target = parseRedisUrl(url)
  return target.kind === 'cluster' ? clusterClient(target, timeoutMs, events) : serverClient(target, timeoutMs, events)
}

function commonOptions({ tls, username, password }: RedisTarget, timeoutMs: number) {
  return {
    ...(tls ? { tls: {} } : {}),
    username,
    password,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    // A peer that accepts and says nothing is cut, or every command would time out on the same dead socket.
    socketTimeout: timeoutMs * 2,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  }
}

/** One server: the one named, or the one that the sentinels point at. */
function serverClient(target: RedisTarget, timeoutMs: number, events: ClientEvents): Client {
  const redis = new Redis({
    ...commonOptions(target, timeoutMs),
    ...(target.kind === 'sentinel' ? sentinelOptions(target, timeoutMs) : { ...target.hosts[0], db: target.database }),
    // A register that waited for Redis to come back would write the route of a socket that is long closed.
    enableOfflineQueue: false,
    retryStrategy: retryMs,
    // After a failover the old primary answers READONLY: the name must be resolved again.
    reconnectOnError: error => error.message.startsWith('READONLY'),
  })
  redis.on('ready', () => {
    events.onDoubt()
    events.onReady()
  })
  redis.on('error', events.onError)
  return {
    commands: redis,
    isReady: () => redis.status === 'ready',
    lookAgain() {},
    close: () => redis.disconnect(),
  }
}

function sentinelOptions(target: RedisTarget, timeoutMs: number) {
  return {
    sentinels: target.hosts,
    name: target.master,
    sentinelUsername: target.sentinelUsername,
    sentinelPassword: target.sentinelPassword,
    ...(target.tls ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
    sentinelCommandTimeout: timeoutMs,
    sentinelRetryStrategy: retryMs,
    sentinelReconnectStrategy: retryMs,
    // A master that is cut off from its sentinels still answers: only they know that it is master no more.
    failoverDetector: true,
  }
}

function clusterClient(target: RedisTarget, timeoutMs: number, events: ClientEvents): Client {
  const cluster = new Cluster(target.hosts, {
    redisOptions: commonOptions(target, timeoutMs),
    enableOfflineQueue: false,
    clusterRetryStrategy: retryMs,
    slotsRefreshInterval: slotsRefreshMs,
    slotsRefreshTimeout: timeoutMs,
    // A command that met a node on its way out fails now; tried again later it might overtake its successor.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    maxRedirections: 4,
    // By the name that its certificate bears; the system resolves it when it connects.
    dnsLookup: (address, callback) => callback(null, address),
  })
  const masters = () =>
    cluster
      .nodes('master')
      .map(({ options }) => `${options.host}:${options.port}`)
      .sort()
      .join()
  let known = ''
  cluster.on('refresh', () => {
    const now = masters()
    if (known !== '' && now !== known) events.onDoubt()
    known = now
  })
  cluster.on('+node', (node: Redis) => {
    // Connected before it is needed: one that connects when a command comes would keep the command until then.
    if (node.status === 'wait') node.connect().catch(() => {})
    node.on('ready', () => {
      // Neither a replica nor a name under which the cluster was looked for holds data of ours.
      if (cluster.nodes('master').includes(node)) events.onDoubt()
    })
  })
  cluster.on('ready', () => {
    events.onDoubt()
    void mastersReady(cluster, timeoutMs).then(events.onReady)
  })
  cluster.on('error', events.onError)
  cluster.on('node error', events.onError)
  return {
    commands: cluster,
    isReady: () => cluster.status === 'ready',
    lookAgain: () => cluster.refreshSlotsCache(),
    close: () => cluster.disconnect(),
  }
}

/** Resolves when a connection to each master stands, or has had its time. */
function mastersReady(cluster: Cluster, timeoutMs: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, timeoutMs)
    function done() {
      clearTimeout(timer)
      resolve()
    }
    const waiting = cluster.nodes('master').filter(({ status }) => status !== 'ready')
    let left = waiting.length
    if (left === 0) return done()
    for (const node of waiting)
      node.once('ready', () => {
        left -= 1
        if (left === 0) done()
      })
  })
}
