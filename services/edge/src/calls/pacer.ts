// How fast a station is listened to. OCPP gives it one outstanding CALL, so one that is answered slowly sends slowly: what comes faster than
// the pace waits here, in its order, and costs others nothing. Who goes on sending all the same is closed.
import { metrics } from '@chargeplane/telemetry'
import type { Session } from '../sessions/session.ts'

export interface PacerOptions {
  /** Frames of one station worked per second; the others wait. */
  perSecond: number
  /** Frames of one station past which it is beyond help, per second. */
  maxPerSecond: number
  /** Frames of all stations of a tenant worked per second on this edge; 0: no limit. */
  tenantPerSecond: number
  deliver(session: Session, text: string): void
}

export interface Pacer {
  /** Takes the frame, now or later; `count`: frames of the session in this second. False: one too many, the socket is to be closed. */
  take(session: Session, text: string, count: number): boolean
  /** Lets go what has waited; called by itself, ten times a second while there is something. */
  release(): void
  stop(): void
}

const slicesPerSecond = 10
/** Frames and characters of a session that may wait. */
const maxHeld = 64
const maxHeldLength = 512 * 1024

interface Held {
  texts: string[]
  length: number
}

export function createPacer({ perSecond, maxPerSecond, tenantPerSecond, deliver }: PacerOptions): Pacer {
  const held = new Map<Session, Held>()
  /** Frames worked in this slice, by tenant. */
  let worked = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  const stationSlice = Math.max(1, Math.floor(perSecond / slicesPerSecond))
  const tenantSlice = Math.max(1, Math.floor(tenantPerSecond / slicesPerSecond))

  /** Whether the tenant has something left in this slice; takes it. */
  function tenantTakes(tenant: string): boolean {
    if (tenantPerSecond === 0) return true
    // The clock of slices runs while anything is counted.
    start()
    const used = worked.get(tenant) ?? 0
    if (used >= tenantSlice) return false
    worked.set(tenant, used + 1)
    return true
  }

  function start(): void {
    timer ??= setInterval(release, 1000 / slicesPerSecond)
  }

  function stop(): void {
    clearInterval(timer)
    timer = undefined
  }

  function hold(session: Session, text: string, scope: 'station' | 'tenant'): boolean {
    const queue = held.get(session) ?? { texts: [], length: 0 }
    if (queue.texts.length >= maxHeld || queue.length + text.length > maxHeldLength) {
      held.delete(session)
      return false
    }
    metrics.ocppEdgeThrottled.add(1, { 'ocpp.throttle.scope': scope })
    queue.texts.push(text)
    queue.length += text.length
    held.set(session, queue)
    start()
    return true
  }

  /** Up to a slice's worth of what waits; what is left waits behind the other sessions. */
  function letGo(session: Session, queue: Held): void {
    held.delete(session)
    for (let i = 0; i < stationSlice && !session.closed; i += 1) {
      const [text] = queue.texts
      if (text === undefined) return
      if (!tenantTakes(session.tenant)) break
      queue.texts.shift()
      queue.length -= text.length
      deliver(session, text)
    }
    if (queue.texts.length > 0 && !session.closed) held.set(session, queue)
  }

  function release(): void {
    if (held.size === 0 && worked.size === 0) stop()
    worked = new Map()
    for (const [session, queue] of [...held]) letGo(session, queue)
  }

  return {
    take(session, text, count) {
      if (count > maxPerSecond) return false
      if (held.has(session)) return hold(session, text, 'station')
      if (count > perSecond) return hold(session, text, 'station')
      if (!tenantTakes(session.tenant)) return hold(session, text, 'tenant')
      deliver(session, text)
      return true
    },
    release,
    stop,
  }
}
