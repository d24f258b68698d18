// Routes: who holds a station.
import type { Connection } from './connection.ts'
import { type Keys, stationField } from './keys.ts'
import type { Lists } from './lists.ts'
import type { Route, Routing, SessionKey } from './routing.ts'
import { registerScript, restoreScript, unregisterScript } from './scripts.ts'

type Previous = [edgeId: string, epoch: number, ocppVersion: string]

export function routesOf(connection: Connection, keys: Keys, lists: Lists) {
  const addressOf = once((edgeId: string) => connection.run(redis => redis.get(keys.lease(edgeId))))

  async function livingHolder([edgeId, epoch, ocppVersion]: Previous): Promise<Route | undefined> {
    if (edgeId === '') return undefined
    const edgeAddress = await addressOf(edgeId)
    return edgeAddress === null ? undefined : { edgeId, edgeAddress, epoch, ocppVersion }
  }

  /** After the route, so that what a crash in between leaves is a route without a lease to come, not a list entry that lies. */
  const list = (session: SessionKey) => lists.add(session.edgeId, stationField(session), session.epoch)

  async function unregister(session: SessionKey): Promise<boolean> {
    // Side by side: an entry without its route has a session announced as lost that is gone, a route without its entry ends with the lease.
    const [removed] = await both(
      connection.script(unregisterScript, keys.route(session), session.edgeId, String(session.epoch)),
      lists.drop(session.edgeId, stationField(session), session.epoch),
    )
    return removed === 1
  }

  return {
    async register(r) {
      const answer = await connection.script(registerScript, keys.route(r), r.edgeId, r.ocppVersion)
      const [epoch, ...previous] = answer as [number, ...Previous]
      const [holder] = await both(livingHolder(previous), list({ ...r, epoch }))
      return { epoch, previous: holder }
    },
    async restore(r) {
      const answer = await connection.script(restoreScript, keys.route(r), r.edgeId, r.ocppVersion, String(r.epoch))
      const [held, ...previous] = answer as [number, ...Previous]
      if (held === 0) return { held: false, missing: false }
      const ours = previous[0] === r.edgeId
      const [holder] = await both(ours ? undefined : livingHolder(previous), list(r))
      return { held: true, missing: !(ours && previous[1] === r.epoch), previous: holder }
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

/** Waits for both even if one fails, so that nothing of this call happens after it has been answered. */
async function both<A, B>(a: Promise<A> | A, b: Promise<B>): Promise<[A, B]> {
  const [first, second] = await Promise.allSettled([a, b])
  if (first.status === 'rejected') throw first.reason
  if (second.status === 'rejected') throw second.reason
  return [first.value, second.value]
}

/** In a storm a thousand stations come from the same dead edge: those that ask while an answer is on its way share it. */
function once<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>()
  return key => {
    const shared = underWay.get(key)
    if (shared !== undefined) return shared
    const answer = ask(key).finally(() => underWay.delete(key))
    underWay.set(key, answer)
    return answer
  }
}
