// Edges: their leases, and what dead ones have left.
import { performance } from 'node:perf_hooks'
import type { Connection } from './connection.ts'
import { watchDeadEdges } from './dead-edges.ts'
import { type Keys, parseStationField } from './keys.ts'
import type { Routing, StationSession } from './routing.ts'

export function edgesOf(connection: Connection, keys: Keys, graceMs: number) {
  const watch = watchDeadEdges(graceMs)
  /** Edges that this process has listed, as far as it knows. */
  const listed = new Set<string>()
  const hasLease = async (edgeId: string) => (await connection.run(redis => redis.exists(keys.lease(edgeId)))) === 1
  const list = (edgeId: string) => connection.run(redis => redis.sadd(keys.edges, edgeId))

  async function forgetEdge(edgeId: string): Promise<boolean> {
    if (await hasLease(edgeId)) return false
    if ((await connection.run(redis => redis.hlen(keys.stations(edgeId)))) > 0) return false
    // An edge that wakes up between these lines lists itself again with its next renewal.
    await connection.run(redis => redis.srem(keys.edges, edgeId))
    listed.delete(edgeId)
    return true
  }

  return {
    async renewLease(edgeId, address, ttlMs) {
      // Listed before leased: an edge that dies in between is found dead, not forgotten. Later renewals don't wait for it: in a cluster the
      // list of all edges may be away while the lease is not.
      const listing = list(edgeId).then(() => listed.add(edgeId))
      if (!listed.has(edgeId)) await listing
      const [before] = await Promise.all([
        connection.run(redis => redis.set(keys.lease(edgeId), address, 'PX', ttlMs, 'GET')),
        listing.catch(() => {}),
      ])
      return { existed: before !== null }
    },
    async releaseLease(edgeId) {
      await connection.run(redis => redis.del(keys.lease(edgeId)))
      // Who leaves in order, without a station left behind, is not dead.
      await forgetEdge(edgeId)
    },
    async edges() {
      const listed = await connection.run(redis => redis.smembers(keys.edges))
      const found = await Promise.all(
        listed.map(async edgeId => ({ edgeId, address: await connection.run(redis => redis.get(keys.lease(edgeId))) })),
      )
      return found.flatMap(({ edgeId, address }) => (address === null ? [] : [{ edgeId, address }]))
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
  } satisfies Pick<Routing, 'renewLease' | 'releaseLease' | 'edges' | 'deadEdges' | 'stationsOf' | 'forgetEdge'>
}
