// Two clients with the credentials of one station, each evicting the other for ever: seen here, told, and ended by keeping newcomers out
// for a while. Only who has authenticated counts, so nobody else can bring it about.

import { metrics } from '@chargeplane/telemetry'
import type { Restraints } from './restraints.ts'
import { createShortMemory } from './short-memory.ts'

export interface Takeover {
  tenant: string
  station: string
  /** Of the session that was replaced. */
  epoch: number
  /** Of the newcomer. */
  remoteAddress: string
}

export interface Contest extends Takeover {
  /** Takeovers within the last minute. */
  takeovers: number
  /** Where the newcomers came from, in that minute. */
  remoteAddresses: string[]
  /** For how long newcomers are kept out, s. */
  refusedS: number
}

export interface FlapsOptions {
  /** Takeovers of one station a minute that are taken for bad luck. */
  perMinute: number
  restraints: Restraints
  contested(contest: Contest): void
  nowMs?: () => number
}

export interface Flaps {
  /** A session of the station was replaced by one that authenticated here. */
  tookOver(key: string, takeover: Takeover): void
  /** The holder has left of itself: the next one evicts nobody. */
  holderLeft(key: string): void
}

const windowMs = 60_000
const capacity = 20_000

export function watchFlaps(options: FlapsOptions): Flaps {
  const { perMinute, restraints, contested, nowMs = () => performance.now() } = options
  const recent = createShortMemory<{ atMs: number; from: string }[]>(capacity)

  return {
    tookOver(key, takeover) {
      metrics.ocppEdgeTakeovers.add(1)
      const now = nowMs()
      const seen = (recent.get(key) ?? []).filter(({ atMs }) => now - atMs < windowMs)
      seen.push({ atMs: now, from: takeover.remoteAddress })
      recent.set(key, seen)
      if (seen.length <= perMinute) return
      recent.delete(key)
      metrics.ocppEdgeFlaps.add(1)
      const remoteAddresses = [...new Set(seen.map(({ from }) => from))]
      const refusedS = restraints.impose(key, 'flapping', now)
      contested({ ...takeover, takeovers: seen.length, remoteAddresses, refusedS })
    },
    holderLeft: key => restraints.lift(key, 'flapping', nowMs()),
  }
}
