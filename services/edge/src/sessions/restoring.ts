// Routes written again after Redis has lost them or was away, and a look, now and then, at whether they are still there.
import { setTimeout as sleep } from 'node:timers/promises'
import { logger } from '@chargeplane/telemetry'
import type { Routes } from './routes.ts'
import type { Session } from './session.ts'

export interface RestoringOptions {
  routes: Routes
  /** Routes written or taken back per second, so that a Redis that has just come back is not drowned. */
  rate: number
  sessions(): Iterable<Session>
  /** Redis was asked about this session; it is current, or being closed. */
  onSettled(session: Session): void
}

export interface Restoring {
  /** Begins a pass unless one is under way: what Redis lacks is written, oldest sessions first, and what it has too much taken back. */
  begin(): void
  /** Looks whether some routes are still there, others each time. True: one was not, so that any may be gone. Never rejects. */
  look(): Promise<boolean>
  /** Resolves when no pass is under way. */
  settled(): Promise<void>
}

const batchesPerSecond = 10
/** Of a cluster of 100 shards that lost one, five looks in a row miss it once in 25 times; of three shards, never. */
const routesPerLook = 64

const log = logger('routes')

export function createRestoring({ routes, rate, sessions, onSettled }: RestoringOptions): Restoring {
  const batchSize = Math.max(1, Math.floor(rate / batchesPerSecond))
  const batchMs = (1000 * batchSize) / rate
  let underWay: Promise<void> | undefined
  let seen: Iterator<Session> = sessions()[Symbol.iterator]()

  async function restore(session: Session): Promise<boolean> {
    const missing = await routes.restore(session)
    onSettled(session)
    return missing
  }

  /** Throws when nothing of a batch succeeded: Redis is away. One shard of a cluster may be, while the others are served. */
  async function restoreAll(batch: readonly Session[]): Promise<void> {
    const results = await Promise.allSettled(batch.map(restore))
    const failed = results.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected' && results.every(({ status }) => status === 'rejected')) throw failed.reason
  }

  async function pass(): Promise<void> {
    let nextAt = performance.now()
    const pace = async () => {
      nextAt = Math.max(nextAt + batchMs, performance.now())
      await sleep(Math.max(0, nextAt - performance.now()))
    }
    let batch: Session[] = []
    for (const session of sessions()) {
      if (session.routed || session.epoch === 0 || session.closing !== undefined) continue
      batch.push(session)
      if (batch.length < batchSize) continue
      await restoreAll(batch)
      batch = []
      await pace()
    }
    await restoreAll(batch)
    while ((await routes.retry(batchSize)) > 0) await pace()
  }

  return {
    begin() {
      underWay ??= pass()
        .catch(error => log.warn('routes not restored yet', { error }))
        .finally(() => {
          underWay = undefined
        })
    },
    async look() {
      const some: Session[] = []
      for (let i = 0; i < routesPerLook; i++) {
        const { value, done } = seen.next()
        if (done === true) {
          seen = sessions()[Symbol.iterator]()
          break
        }
        if (value.routed) some.push(value)
      }
      const looks = await Promise.allSettled(some.map(restore))
      return looks.some(look => look.status === 'fulfilled' && look.value)
    },
    async settled() {
      await underWay
    },
  }
}
