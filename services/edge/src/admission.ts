// Who may try to connect at all: the cheap refusals, before anything is asked or hashed.

export interface AdmissionOptions {
  maxConnections: number
  /** Upgrades a second; a burst of one second's worth is let through at once. */
  acceptRate: number
}

export interface Admission {
  /** Takes a place among the upgrades of this second; false: over the rate, over the limit of connections, or draining. */
  tryEnter(nowMs: number): boolean
  opened(): void
  closed(): void
  /** Refuses everyone from now on. */
  stop(): void
  readonly connections: number
}

export function createAdmission({ maxConnections, acceptRate }: AdmissionOptions): Admission {
  let tokens = acceptRate
  let refilledAt = 0
  let connections = 0
  let stopped = false
  return {
    tryEnter(nowMs) {
      if (refilledAt === 0) refilledAt = nowMs
      tokens = Math.min(acceptRate, tokens + ((nowMs - refilledAt) / 1000) * acceptRate)
      refilledAt = nowMs
      if (stopped || connections >= maxConnections || tokens < 1) return false
      tokens -= 1
      return true
    },
    opened() {
      connections += 1
    },
    closed() {
      connections -= 1
    },
    stop() {
      stopped = true
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
