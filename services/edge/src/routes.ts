// The routes of this edge's sessions in Redis, which may be away: then sockets stay, an epoch comes from our own clock, and what Redis
// missed is made up for later.
import { toFailure } from '@chargeplane/failure'
import type { Route, Routing, SessionKey } from '@chargeplane/routing'
import { logger } from '@chargeplane/telemetry'
import { closeCode, closeSession, type Session } from './session.ts'
import { sparingly } from './sparingly.ts'

export interface RoutesOptions {
  routing: Routing
  edgeId: string
  /** Tells the edge that holds the older session to close it. Best effort: its own restore will find out too. */
  tellReplaced(tenant: string, station: string, previous: Route): void
}

export interface Routes {
  /** Never rejects. */
  register(session: Session): Promise<{ epoch: number; routed: boolean }>
  /** Never rejects; what Redis does not hear now it hears with `retry`. */
  unregister(session: Session): Promise<void>
  /** Writes the route of a session that Redis has lost or never had; closes the session if a newer one is known. Rejects while Redis is away. */
  restore(session: Session): Promise<void>
  /** Redis may have lost every route: each of these is to be restored. */
  lost(sessions: Iterable<Session>): void
  /** Takes back the routes of sessions that closed while Redis was away. */
  retry(): Promise<void>
  /** Resolves when Redis has answered, or failed, everything asked so far. */
  settled(): Promise<void>
}

/** Closed sessions whose route may still be in Redis. Each is gone too when this edge's lease is. */
const maxLeftovers = 50_000

const log = logger('routes')
const mayLog = sparingly(1, 10_000)

export function createRoutes({ routing, edgeId, tellReplaced }: RoutesOptions): Routes {
  const leftovers = new Map<string, SessionKey>()
  let lastOwnEpoch = 0
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
    async register(session) {
      const before = losses
      try {
        const { epoch, previous } = await track(routing.register(keyOf(session)))
        tell(session, previous)
        return { epoch, routed: before === losses }
      } catch (error) {
        if (mayLog()) log.warn('Redis did not take a route; it will be written later', { failure: toFailure(error) })
        lastOwnEpoch = Math.max(Date.now(), lastOwnEpoch + 1)
        return { epoch: lastOwnEpoch, routed: false }
      }
    },
    async unregister(session) {
      const key = { tenant: session.tenant, station: session.station, edgeId, epoch: session.epoch }
      session.routed = false
      try {
        await track(routing.unregister(key))
      } catch {
        if (leftovers.size < maxLeftovers) leftovers.set(session.key, key)
      }
    },
    async restore(session) {
      const { held, previous } = await routing.restore({ ...keyOf(session), epoch: session.epoch })
      if (session.closed) {
        if (held) await this.unregister(session)
        return
      }
      session.routed = held
      if (held) tell(session, previous)
      else closeSession(session, 'replaced', closeCode.restart, 'a newer connection is known')
    },
    lost(sessions) {
      losses += 1
      for (const session of sessions) session.routed = false
    },
    async retry() {
      for (const [key, session] of leftovers) {
        await routing.unregister(session)
        leftovers.delete(key)
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}
