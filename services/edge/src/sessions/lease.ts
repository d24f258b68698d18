// This edge's sign of life in Redis. Who renews it late finds out here, before the stations do.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Routing } from '@chargeplane/routing'
import { logger } from '@chargeplane/telemetry'
import { createFence, type Fence } from './fence.ts'
import { createRestoring } from './restoring.ts'
import type { Routes } from './routes.ts'
import type { Session } from './session.ts'

export interface LeaseOptions {
  routing: Routing
  routes: Routes
  edgeId: string
  ttlMs: number
  renewMs: number
  /** See restoring.ts. */
  restoreRate: number
  sessions(): Iterable<Session>
}

export interface Lease {
  /** Whether the last renewal succeeded. */
  readonly held: boolean
  readonly fence: Fence
  /** Takes the lease and renews it from now on. `address`: host:port of our gRPC server, as others reach it. */
  hold(address: string): Promise<void>
  /** Gives the lease back; stations find no route of ours any more. */
  release(): Promise<void>
}

const log = logger('lease')
/** Renewals come that much earlier, at random: edges that Redis came back to together shall not write their routes together. */
const jitter = 0.2
/** Redis is tried that long after an awakening before it counts as away: connections do not survive a long sleep. */
const awakeningMs = 2000
const retryMs = 100
/** A renewal that takes longer was not waiting for Redis: libs/routing fails before. */
const slowestMs = 3000

export function createLease(options: LeaseOptions): Lease {
  const { routing, routes, edgeId, ttlMs, renewMs, sessions } = options
  let held = false
  let seenConnections = -1
  let stopped = false
  let ownAddress = ''
  /** performance.now(), which goes on while the process sleeps: when the lease runs out, and when Redis was last asked for it. */
  let endsAt = Number.POSITIVE_INFINITY
  let triedAt = 0
  let awokeAt = Number.NEGATIVE_INFINITY

  // Both: while Redis is away the lease runs out under our eyes, and we go on.
  const slept = () => performance.now() > endsAt && performance.now() - triedAt > 2 * renewMs
  const fence = createFence({
    slept,
    sessions,
    awake() {
      triedAt = performance.now()
      awokeAt = triedAt
      routes.lost(sessions())
      void beat()
    },
    confirm: session => routes.restore(session),
  })
  const restoring = createRestoring({ routes, rate: options.restoreRate, sessions, onSettled: fence.settled })

  async function renew(again = true): Promise<void> {
    const { connections } = routing
    const sentAt = performance.now()
    try {
      const { existed } = await routing.renewLease(edgeId, ownAddress, ttlMs)
      if (again && overdue(sentAt)) return renew(false)
      endsAt = sentAt + ttlMs
      triedAt = performance.now()
      // A new connection may lead to a Redis that was restored from an older copy of itself (failover).
      if (!existed || connections !== seenConnections) routes.lost(sessions())
      seenConnections = connections
      if (!held) log.info('lease taken', { edgeId, address: ownAddress })
      held = true
    } catch (error) {
      if ((again && overdue(sentAt)) || (await isWakingUp())) return renew(false)
      triedAt = performance.now()
      if (held) log.warn('lease not renewed: Redis is away; sockets stay', { error })
      held = false
      fence.lower()
    }
  }

  /** What was asked before a sleep and ended after it, says nothing of now. */
  function overdue(sentAt: number): boolean {
    if (performance.now() - sentAt <= Math.max(ttlMs, slowestMs)) return false
    if (performance.now() - awokeAt > ttlMs) fence.raise()
    return true
  }

  async function isWakingUp(): Promise<boolean> {
    if (stopped || !fence.raised || performance.now() - awokeAt > awakeningMs) return false
    await sleep(retryMs)
    return true
  }

  async function renewAndRestore(): Promise<void> {
    await renew()
    if (!held || stopped) return
    if (await restoring.look()) {
      log.warn('Redis has lost a route; writing all of them again', { edgeId })
      routes.lost(sessions())
    }
    // Renewals go on while a long restore does: a lease must not run out because there are many routes.
    restoring.begin()
  }

  let beating: Promise<void> | undefined
  function beat(): Promise<void> {
    if (stopped) return Promise.resolve()
    beating ??= renewAndRestore().finally(() => {
      beating = undefined
    })
    return beating
  }

  let timer: NodeJS.Timeout | undefined
  function schedule(): void {
    timer = setTimeout(
      () => {
        if (slept()) fence.raise()
        else void beat()
        schedule()
      },
      renewMs * (1 - jitter * Math.random()),
    )
  }

  return {
    get held() {
      return held
    },
    fence,
    async hold(address) {
      ownAddress = address
      await beat()
      schedule()
    },
    async release() {
      stopped = true
      endsAt = Number.POSITIVE_INFINITY
      clearTimeout(timer)
      await beating
      await restoring.settled()
      await routes.settled()
      await routing.releaseLease(edgeId).catch(error => log.warn('lease not given back; it runs out', { error }))
    },
  }
}
