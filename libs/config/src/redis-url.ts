// How a Redis is named in one setting: alone, as a cluster, or behind sentinels.
import { fail } from '@chargeplane/failure'

export interface RedisTarget {
  kind: 'single' | 'cluster' | 'sentinel'
  tls: boolean
  /** The server itself, nodes of the cluster to begin with, or the sentinels. At least one. */
  hosts: { host: string; port: number }[]
  username?: string
  password?: string
  /** Of a single server; a cluster has only 0. */
  database: number
  /** Under which the sentinels know the master; empty unless `kind` is sentinel. */
  master: string
  /** Of the sentinels themselves. */
  sentinelUsername?: string
  sentinelPassword?: string
}

export const redisUrlForms =
  'redis://host:port, redis-cluster://host:port,host:port or redis-sentinel://host:port,host:port/master-name ' +
  '(with TLS rediss://, rediss-cluster://, rediss-sentinel://), user:password@ before the first host if need be'

const form =
  /^(?<tls>rediss|redis)(?:-(?<kind>cluster|sentinel))?:\/\/(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?(?<hosts>[^@/?#]+)(?:\/(?<path>[^/?#]*))?(?:\?(?<query>[^#]*))?$/

const hostPort = /^(?<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?<port>\d{1,5}))?$/i
const usualPort = { single: 6379, cluster: 6379, sentinel: 26_379 } as const

/** Throws Failure('invalid_argument') naming the forms, never the value: it may hold a password. */
export function parseRedisUrl(text: string): RedisTarget {
  const target = read(text.trim())
  if (target === undefined) throw fail('invalid_argument', `expected ${redisUrlForms}`, { field: 'REDIS_URL' })
  return target
}

function read(text: string): RedisTarget | undefined {
  const parts = form.exec(text)?.groups
  if (parts === undefined) return undefined
  const kind = parts.kind === 'cluster' || parts.kind === 'sentinel' ? parts.kind : 'single'
  const hosts = (parts.hosts ?? '').split(',').map(each => readHost(each.trim(), usualPort[kind]))
  const [user, password, master] = [parts.user, parts.password, parts.path].map(decoded)
  const query = new URLSearchParams(parts.query)
  const known = kind === 'sentinel' ? ['sentinelUsername', 'sentinelPassword'] : []
  if (user === null || password === null || master === null) return undefined
  if ([...query.keys()].some(name => !known.includes(name))) return undefined
  const found = hosts.filter(each => each !== undefined)
  if (found.length < hosts.length || (kind === 'single' && hosts.length > 1)) return undefined
  const database = kind === 'single' ? readDatabase(master ?? '') : 0
  if (database === undefined || (kind === 'sentinel' && !master) || (kind === 'cluster' && master)) return undefined
  return {
    kind,
    tls: parts.tls === 'rediss',
    hosts: found,
    username: user || undefined,
    password: password || undefined,
    database,
    master: kind === 'sentinel' ? (master ?? '') : '',
    sentinelUsername: query.get('sentinelUsername') ?? undefined,
    sentinelPassword: query.get('sentinelPassword') ?? undefined,
  }
}

function readHost(text: string, usual: number): { host: string; port: number } | undefined {
  const { host, port } = hostPort.exec(text)?.groups ?? {}
  const number = port === undefined ? usual : Number(port)
  if (host === undefined || number < 1 || number > 65_535) return undefined
  return { host: host.replace(/^\[|\]$/g, ''), port: number }
}

function readDatabase(text: string): number | undefined {
  return /^\d{0,3}$/.test(text) ? Number(text) : undefined
}

/** Null: not percent-encoded as it should be. */
function decoded(text: string | undefined): string | undefined | null {
  try {
    return text === undefined ? undefined : decodeURIComponent(text)
  } catch {
    return null
  }
}
