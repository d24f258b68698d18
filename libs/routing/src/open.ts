// Routing on Redis.
import { performance } from 'node:perf_hooks'
import { type Connection, connect } from './connection.ts'
import { watchDeadEdges } from './dead-edges.ts'
import { type Keys, keysFor, parseStationField, stationField } from './keys.ts'
import type { Route, Routing, SessionKey, StationSession } from './routing.ts'
import { dropScript, registerScript, restoreScript, unregisterScript } from './scripts.ts'

export interface RoutingOptions {
  /** `redis://` or `rediss://`. */
  url: string
  /** First part of every key; installations that share a Redis differ in it. */
  prefix: string
  /** Default 1000 ms: no call takes longer. */
  commandTimeoutMs?: number
  /** Default 10,000 ms: see `deadEdges`. */
  deadEdgeGraceMs?: number
}

/** Opens at once and connects in the background. */
export function openRouting(options: RoutingOptions): Routing {
  const connection = connect(options.url, options.commandTimeoutMs ?? 1000)
  const keys = keysFor(options.prefix)
  return {
    ...routesOf(connection, keys),
    ...edgesOf(connection, keys, options.deadEdgeGraceMs ?? 10_000),
    get connections() {
      return connection.connections
    },
    close: () => connection.close(),
  }
}

type Previous = [edgeId: string, epoch: number, ocppVersion: string]

function routesOf(connection: Connection, keys: Keys) {
  const addressOf = (edgeId: string) => connection.run(redis => redis.get(keys.lease(edgeId)))

  async function livingHolder([edgeId, epoch, ocppVersion]: Previous): Promise<Route | undefined> {
    if (edgeId === '') return undefined
    const edgeAddress = await addressOf(edgeId)
    return edgeAddress === null ? undefined : { edgeId, edgeAddress, epoch, ocppVersion }
  }

  /** After the route, so that what a crash in between leaves is a route without a lease to come, not a list entry that lies. */
  const list = (session: SessionKey) =>
    connection.run(redis => redis.hset(keys.stations(session.edgeId), stationField(session), String(session.epoch)))

  async function unregister(session: SessionKey): Promise<boolean> {
    const epoch = String(session.epoch)
    const removed = await connection.run(redis =>
      redis.eval(unregisterScript, 1, keys.route(session), session.edgeId, epoch),
    )
    await connection.run(redis =>
      redis.eval(dropScript, 1, keys.stations(session.edgeId), stationField(session), epoch),
    )
    return removed === 1
  }

  return {
    async register(r) {
      const [epoch, ...previous] = (await connection.run(redis =>
        redis.eval(registerScript, 1, keys.route(r), r.edgeId, r.ocppVersion),
      )) as [number, ...Previous]
      await list({ ...r, epoch })
      return { epoch, previous: await livingHolder(previous) }
    },
    async restore(r) {
      const [held, ...previous] = (await connection.run(redis =>
        redis.eval(restoreScript, 1, keys.route(r), r.edgeId, r.ocppVersion, String(r.epoch)),
      )) as [number, ...Previous]
      if (held === 0) return { held: false }
      await list(r)
      return { held: true, previous: previous[0] === r.edgeId ? undefined : await livingHolder(previous) }
    },
    unregister,
    async lookup(tenant, station) {
      const [epoch, edgeId, version] = await connection.run(redis =>
        redis.hmget(keys.route({ tenant, station }), 'epoch', 'edge', 'version'),
      )
      return livingHolder([edgeId ?? '', Number(epoch ?? 0), version ?? ''])
    },
    async forget(edgeId, session) {
      await unregister({ ...session, edgeId })
    },
  } satisfies Pick<Routing, 'register' | 'restore' | 'unregister' | 'lookup' | 'forget'>
}

function edgesOf(connection: Connection, keys: Keys, graceMs: number) {
  const watch = watchDeadEdges(graceMs)
  const hasLease = async (edgeId: string) => (await connection.run(redis => redis.exists(keys.lease(edgeId)))) === 1

  async function forgetEdge(edgeId: string): Promise<boolean> {
    if (await hasLease(edgeId)) return false
    if ((await connection.run(redis => redis.hlen(keys.stations(edgeId)))) > 0) return false
    // An edge that wakes up between these lines lists itself again with its next renewal.
    await connection.run(redis => redis.srem(keys.edges, edgeId))
    return true
  }

  return {
    async renewLease(edgeId, address, ttlMs) {
      // Listed before leased: an edge that dies in between is found dead, not forgotten.
      await connection.run(redis => redis.sadd(keys.edges, edgeId))
      const before = await connection.run(redis => redis.set(keys.lease(edgeId), address, 'PX', ttlMs, 'GET'))
      return { existed: before !== null }
    },
    async releaseLease(edgeId) {
      await connection.run(redis => redis.del(keys.lease(edgeId)))
      // Who leaves in order, without a station left behind, is not dead.
      await forgetEdge(edgeId)
    },
    async deadEdges() {
      const edges = await connection.run(redis => redis.smembers(keys.edges))
      const alive = await Promise.all(edges.map(hasLease))
      const missing = edges.filter((_, index) => alive[index] === false)
      return watch.observe(missing, connection.connections, performance.now())
    },
    async stationsOf(edgeId, limit) {
      const sessions: StationSession[] = []
      let cursor = '0'
      do {
        const [next, entries] = await connection.run(redis =>
          redis.hscan(keys.stations(edgeId), cursor, 'COUNT', limit),
        )
        cursor = next
        for (let i = 0; i + 1 < entries.length; i += 2) {
          sessions.push({ ...parseStationField(entries[i] ?? ''), epoch: Number(entries[i + 1]) })
        }
      } while (cursor !== '0' && sessions.length < limit)
      return sessions
    },
    forgetEdge,
  } satisfies Pick<Routing, 'renewLease' | 'releaseLease' | 'deadEdges' | 'stationsOf' | 'forgetEdge'>
}
