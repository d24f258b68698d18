// The sessions of this edge: opened with an epoch, found by station, closed once, and never in the way of a newer one.
import { metrics } from '@chargeplane/telemetry'
import type { Admission } from '../admission/admission.ts'
import type { Flaps } from '../admission/flaps.ts'
import { identityKey } from '../admission/identity.ts'
import type { Admitted } from '../admission/upgrade.ts'
import { clearWaiting } from '../calls/call-lane.ts'
import type { Calls } from '../calls/calls.ts'
import type { Commands } from '../commands/commands.ts'
import type { Socket } from '../sockets/websocket.ts'
import type { Announcer } from './announce.ts'
import { createFarewells } from './farewells.ts'
import type { Routes } from './routes.ts'
import { type CloseReason, closeCode, closeSession, createSession, type Session } from './session.ts'

export interface SessionsOptions {
  admission: Admission
  announcer: Announcer
  calls: Calls
  commands: Commands
  routes: Routes
  flaps: Flaps
  /** The present tick of liveness.ts. */
  tick(): number
}

export interface Sessions {
  /** Undefined: the station speaks nothing we do; its socket is being closed. */
  open(admitted: Admitted, socket: Socket): Session | undefined
  closed(session: Session, code: number, problem?: string): void
  /** The session that holds the station now. */
  find(tenant: string, station: string): Session | undefined
  /** Tells of every session that has ended what was not told yet. */
  settle(): void
  all(): IterableIterator<Session>
  readonly size: number
}

export function createSessions(options: SessionsOptions): Sessions {
  const { admission, announcer, calls, commands, flaps, routes } = options
  const current = new Map<string, Session>()

  const farewells = createFarewells({
    say({ session, reason, code }) {
      announcer.disconnected(session, reason, code)
      void routes.unregister(session)
    },
  })

  /** Gets the epoch, tells who is replaced, announces, and begins to work what has arrived meanwhile. Resolves when it is announced. */
  async function begin(session: Session, above: number): Promise<void> {
    const { epoch, routed } = await routes.register(session, above)
    session.epoch = epoch
    session.routed = routed
    // Never announced, so nothing to take back but the route.
    if (session.closed) return routes.unregister(session)
    const announced = announcer.connected(session).catch(() => {
      closeSession(session, 'closed', closeCode.tryLater, 'events can not be stored now')
    })
    calls.resume(session)
    await announced
  }

  return {
    open(admitted, socket) {
      const { subprotocol, arrival, ...seed } = admitted
      if (subprotocol === undefined) {
        arrival.done()
        socket.close(closeCode.protocol, 'no subprotocol in common')
        return undefined
      }
      const session = createSession({ ...seed, version: subprotocol.version, socket, tick: options.tick() })
      const older = current.get(session.key)
      current.set(session.key, session)
      admission.opened()
      metrics.ocppEdgeConnections.add(1, { 'ocpp.version': session.version })
      if (older !== undefined) {
        closeSession(older, 'replaced', closeCode.replaced, 'replaced by a newer connection')
        const { tenant, station, remoteAddress } = session
        flaps.tookOver(identityKey(session), { tenant, station, remoteAddress, epoch: older.epoch })
      }
      farewells.hasten(session.key)
      void begin(session, older?.epoch ?? 0).finally(arrival.done)
      return session
    },
    closed(session, code, problem = '') {
      if (session.closed) return
      session.closed = true
      const reason = session.closing ?? reasonOf(code, problem)
      if (current.get(session.key) === session) {
        current.delete(session.key)
        if (reason !== 'replaced') flaps.holderLeft(identityKey(session))
      }
      admission.closed()
      commands.abandon(session)
      clearWaiting(session.calls)
      recordClose(session, reason, code)
      // A session without an epoch is taken back by `begin`.
      if (session.epoch === 0) return
      farewells.put({ session, reason, code })
    },
    settle: farewells.flush,
    find: (tenant, station) => current.get(`${tenant}/${station}`),
    all: () => current.values(),
    get size() {
      return current.size
    },
  }
}

/** Why a socket closed that we did not close: a broken protocol is 1006 with a problem, or told by the code that the peer sent. */
function reasonOf(code: number, problem: string): CloseReason {
  return problem !== '' || code === 1002 || code === 1003 || code === 1007 || code === 1009
    ? 'protocol_error'
    : 'closed'
}

function recordClose(session: Session, reason: CloseReason, code: number): void {
  const version = session.version
  metrics.ocppEdgeConnections.add(-1, { 'ocpp.version': version })
  // A peer may send any of 2,000 codes of its own invention; only the registered ones get a time series each.
  const known = code < 1016 ? code : '_OTHER'
  metrics.ocppEdgeClose.add(1, { 'ocpp.close.code': known, 'ocpp.close.reason': reason })
  const seconds = (performance.now() - session.openedAtMs) / 1000
  metrics.ocppEdgeConnectionDuration.record(seconds, { 'ocpp.version': version, 'ocpp.close.reason': reason })
}
