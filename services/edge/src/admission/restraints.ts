// Stations that are kept out for a while although their credentials are right, because of what they did with them here.
import { createShortMemory } from './short-memory.ts'

export type RestraintReason = 'flapping' | 'flooding'

export interface Restraints {
  /** Keeps the station out: twice as long as the last time, if that is not long ago. Returns for how long, s. */
  impose(key: string, reason: RestraintReason, nowMs: number): number
  /** Lets it in at once, if it is kept out for this reason. */
  lift(key: string, reason: RestraintReason, nowMs: number): void
  /** `waitS`: seconds until it may come again. */
  find(key: string, nowMs: number): { reason: RestraintReason; waitS: number } | undefined
}

interface Restraint {
  reason: RestraintReason
  untilMs: number
  lengthMs: number
}

const firstMs = 15_000
const longestMs = 300_000
/** Who has behaved for so long after a restraint begins anew. */
const forgottenMs = 600_000
const capacity = 20_000

export function createRestraints(): Restraints {
  const restraints = createShortMemory<Restraint>(capacity)
  return {
    impose(key, reason, nowMs) {
      const last = restraints.get(key)
      const isFresh = last === undefined || nowMs - last.untilMs > forgottenMs
      const lengthMs = isFresh ? firstMs : Math.min(longestMs, last.lengthMs * 2)
      restraints.set(key, { reason, untilMs: nowMs + lengthMs, lengthMs })
      return lengthMs / 1000
    },
    lift(key, reason, nowMs) {
      const restraint = restraints.get(key)
      // What it has done is not forgotten: the next restraint is longer.
      if (restraint?.reason === reason) restraint.untilMs = Math.min(restraint.untilMs, nowMs)
    },
    find(key, nowMs) {
      const restraint = restraints.get(key)
      if (restraint === undefined || restraint.untilMs <= nowMs) return undefined
      return { reason: restraint.reason, waitS: Math.ceil((restraint.untilMs - nowMs) / 1000) }
    },
  }
}
