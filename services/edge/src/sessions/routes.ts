// The routes of this edge's sessions in Redis, which may be away: then sockets stay, an epoch comes from our own clock, and what Redis
// missed is made up for later.
import { toFailure } from '@chargeplane/failure'
import type { Route, Routing, SessionKey } from '@chargeplane/routing'
import { logger } from '@chargeplane/telemetry'
import { sparingly } from '../sparingly.ts'
import { redisClock } from './redis-clock.ts'
import { closeCode, closeSession, type Session } from './session.ts'

export interface RoutesOptions {
  routing: Routing
  edgeId: string
  /** Tells the edge that holds the older session to close it. Best effort: its own restore will find out too. */
  tellReplaced(tenant: string, station: string, previous: Route): void
}

export interface Routes {
  /** Never rejects. `above`: an epoch that this station is known to have had. */
  register(session: Session, above?: number): Promise<{ epoch: number; routed: boolean }>
  /** Never rejects; what Redis does not hear now it hears with `retry`. */
  unregister(session: Session): Promise<void>
  /**
   * Writes the route of a session that Redis has lost or never had; closes the session if a newer one is known. Answers whether Redis
   * lacked the route. Rejects while Redis is away.
   */
  restore(session: Session): Promise<boolean>
  /** Redis may have lost every route: each of these is to be restored. */
  lost(sessions: Iterable<Session>): void
  /** Takes back the routes of at most `limit` sessions that closed while Redis was away; answers how many are left. */
  retry(limit: number): Promise<number>
  /** Resolves when Redis has answered, or failed, everything asked so far. */
  settled(): Promise<void>
}

/** Closed sessions whose route may still be in Redis. Each is gone too when this edge's lease is. */
const maxLeftovers = 50_000

const log = logger('routes')
const mayLog = sparingly(1, 10_000)

export function createRoutes({ routing, edgeId, tellReplaced }: RoutesOptions): Routes {
  const leftovers = new Map<string, SessionKey>()
  const clock = redisClock()
  let losses = 0
  const underWay = new Set<Promise<unknown>>()

  /** Lets the end of the process wait for what nobody else waits for. */
  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    const done = () => underWay.delete(work)
    work.then(done, done)
    return work
  }

  const keyOf = ({ tenant, station, version }: Session) => ({ tenant, station, edgeId, ocppVersion: version })
  const tell = ({ tenant, station }: Session, previous: Route | undefined) => {
    // Of two sessions on this edge the older one is closed already.
    if (previous !== undefined && previous.edgeId !== edgeId) tellReplaced(tenant, station, previous)
  }

  return {
    async register(session, above = 0) {
      const before = losses
      try {
        const { epoch, previous } = await track(routing.register(keyOf(session)))
        clock.heard(epoch)
        tell(session, previous)
        // Redis may have lost the session before this one, and a clock that runs ahead with it.
        if (epoch > above) return { epoch, routed: before === losses }
      } catch (error) {
        if (mayLog()) log.warn('Redis did not take a route; it will be written later', { failure: toFailure(error) })
      }
      return { epoch: clock.next(above), routed: false }
    },
    async unregister(session) {
      const key = { tenant: session.tenant, station: session.station, edgeId, epoch: session.epoch }
      session.routed = false
      try {
        await track(routing.unregister(key))
      } catch {
        if (leftovers.size < maxLeftovers) leftovers.set(`${session.key} ${session.epoch}`, key)
      }
    },
    async restore(session) {
      // A restore of the older of two sessions on one edge would take the route of the younger: Redis can't tell them apart.
      if (session.closed || session.closing !== undefined || session.epoch === 0) return false
      const before = losses
      const { held, missing, previous } = await track(routing.restore({ ...keyOf(session), epoch: session.epoch }))
      if (session.closed) {
        if (held) await this.unregister(session)
        return false
      }
      session.routed = held && before === losses
      if (held) tell(session, previous)
      else closeSession(session, 'replaced', closeCode.restart, 'a newer connection is known')
      return missing
    },
    lost(sessions) {
      losses += 1
      for (const session of sessions) session.routed = false
    },
    async retry(limit) {
      const some: [string, SessionKey][] = []
      for (const leftover of leftovers) if (some.push(leftover) >= limit) break
      await Promise.all(
        some.map(async ([key, session]) => {
          await track(routing.unregister(session))
          leftovers.delete(key)
        }),
      )
      return leftovers.size
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}
