// A token bucket: how often something may happen, a burst aside.

export interface Bucket {
  /** Takes a token; false: there is none. `share` of the rate is what it fills at now. */
  take(nowMs: number, share?: number): boolean
}

/** `burst`: tokens at most, and at the start. */
export function createBucket(perSecond: number, burst = perSecond): Bucket {
  let tokens = burst
  let filledAt = Number.NaN
  return {
    take(nowMs, share = 1) {
      const elapsed = Number.isNaN(filledAt) ? 0 : Math.max(0, nowMs - filledAt)
      filledAt = nowMs
      tokens = Math.min(Math.max(1, burst * share), tokens + (elapsed / 1000) * perSecond * share)
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
