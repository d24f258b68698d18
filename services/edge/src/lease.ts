// This edge's sign of life in Redis, and the return of its routes after Redis has lost them or was away.
import type { Routing } from '@chargeplane/routing'
import { logger } from '@chargeplane/telemetry'
import type { Routes } from './routes.ts'
import type { Session } from './session.ts'

export interface LeaseOptions {
  routing: Routing
  routes: Routes
  edgeId: string
  /** host:port of our gRPC server, as others reach it. */
  address: string
  ttlMs: number
  renewMs: number
  /** Routes written again per second, so that a Redis that has just come back is not drowned. */
  restoreRate: number
  sessions(): Iterable<Session>
}

export interface Lease {
  /** Whether the last renewal succeeded. */
  readonly held: boolean
  /** Gives the lease back; stations find no route of ours any more. */
  release(): Promise<void>
}

const log = logger('lease')
const batchesPerSecond = 10

export async function holdLease(options: LeaseOptions): Promise<Lease> {
  const { routing, routes, edgeId, address, ttlMs, renewMs } = options
  let held = false
  let seenConnections = -1
  let stopped = false

  async function renew(): Promise<void> {
    try {
      const { existed } = await routing.renewLease(edgeId, address, ttlMs)
      // A new connection may lead to a Redis that was restored from an older copy of itself (failover).
      if (!existed || routing.connections !== seenConnections) routes.lost(options.sessions())
      seenConnections = routing.connections
      if (!held) log.info('lease taken', { edgeId, address })
      held = true
    } catch (error) {
      if (held) log.warn('lease not renewed: Redis is away; sockets stay', { error })
      held = false
    }
  }

  /** Writes the routes that Redis lacks, oldest sessions first, at most `restoreRate` a second. Ends early when Redis goes away. */
  async function restoreMissing(): Promise<void> {
    const batchSize = Math.max(1, Math.floor(options.restoreRate / batchesPerSecond))
    let batch: Session[] = []
    const flush = async () => {
      await Promise.all(batch.map(session => routes.restore(session)))
      batch = []
      await new Promise(resolve => setTimeout(resolve, 1000 / batchesPerSecond))
    }
    for (const session of options.sessions()) {
      if (session.routed || session.epoch === 0 || session.closing !== undefined) continue
      batch.push(session)
      if (batch.length >= batchSize) await flush()
    }
    if (batch.length > 0) await flush()
    await routes.retry()
  }

  let restoring: Promise<void> | undefined
  async function beat(): Promise<void> {
    await renew()
    if (!held || stopped) return
    // Renewals go on while a long restore does: a lease must not run out because there are many routes.
    restoring ??= restoreMissing()
      .catch(error => log.warn('routes not restored yet', { error }))
      .finally(() => {
        restoring = undefined
      })
  }
  await beat()
  const timer = setInterval(() => void beat(), renewMs)

  return {
    get held() {
      return held
    },
    async release() {
      stopped = true
      clearInterval(timer)
      await restoring
      await routes.settled()
      await routing.releaseLease(edgeId).catch(error => log.warn('lease not given back; it runs out', { error }))
    },
  }
}
