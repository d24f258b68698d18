// Who may try to become a WebSocket: the refusals over HTTP that cost nothing but HTTP, before anything is asked or hashed.
import type { Arrival, Arrivals } from './arrivals.ts'
import { createBucket } from './bucket.ts'
import type { Pressure } from './pressure.ts'

export interface AdmissionOptions {
  maxConnections: number
  /** Upgrades a second; a burst of one second's worth is let through at once. */
  acceptRate: number
  pressure: Pick<Pressure, 'share'>
  arrivals: Arrivals
}

export interface Admission {
  /** Takes a place among the upgrades of this second; false: over the rate, over the limit of connections, or draining. */
  tryEnter(nowMs: number): boolean
  /** A place among those on their way in, for who has proved itself; rejects resource_exhausted when there is none in time. */
  arrive(): Arrival | Promise<Arrival>
  opened(): void
  closed(): void
  /** Refuses everyone from now on. */
  stop(): void
  readonly connections: number
}

export function createAdmission({ maxConnections, acceptRate, pressure, arrivals }: AdmissionOptions): Admission {
  const bucket = createBucket(acceptRate)
  let connections = 0
  let stopped = false
  return {
    tryEnter: nowMs =>
      !stopped && connections + arrivals.waiting < maxConnections && bucket.take(nowMs, pressure.share),
    arrive: arrivals.enter,
    opened() {
      connections += 1
    },
    closed() {
      connections -= 1
    },
    stop() {
      stopped = true
      arrivals.stop()
    },
    get connections() {
      return connections
    },
  }
}

/** Seconds a refused station is told to stay away: spread, so that the refused do not come back as one wave. */
export function retryAfter(): string {
  return String(5 + Math.floor(Math.random() * 25))
}
