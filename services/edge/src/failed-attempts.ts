// Guessing is limited per identity and per (identity, address), without locking out the owner: an address from which the identity has
// authenticated before does not share the budget that strangers can use up.

export interface FailedAttempts {
  /** Whether this pair has used up its attempts; such a one is refused without looking at the password. */
  isBlocked(identity: string, address: string, nowMs: number): boolean
  failed(identity: string, address: string, nowMs: number): void
  succeeded(identity: string, address: string): void
}

/** Identities and addresses remembered at most; the oldest are forgotten first, so a flood of names costs no memory. */
const capacity = 50_000
/** A station changes its address now and then (mobile networks); this many of them count as known. */
const knownAddresses = 4

/** `perMinute`: failed attempts per identity and minute. */
export function limitFailedAttempts(perMinute: number): FailedAttempts {
  const windowMs = 60_000
  let windowStart = 0
  let failures = new Map<string, number>()
  const known = new Map<string, string[]>()

  const roll = (nowMs: number) => {
    if (nowMs - windowStart < windowMs) return
    windowStart = nowMs
    failures = new Map()
  }
  const count = (key: string) => {
    failures.set(key, (failures.get(key) ?? 0) + 1)
    trim(failures)
  }
  const isKnown = (identity: string, address: string) => known.get(identity)?.includes(address) ?? false
  const pair = (identity: string, address: string) => `${address} ${identity}`

  return {
    isBlocked(identity, address, nowMs) {
      roll(nowMs)
      if ((failures.get(pair(identity, address)) ?? 0) >= perMinute) return true
      return !isKnown(identity, address) && (failures.get(identity) ?? 0) >= perMinute
    },
    failed(identity, address, nowMs) {
      roll(nowMs)
      count(pair(identity, address))
      // A known address has the first budget for itself alone.
      if (!isKnown(identity, address)) count(identity)
    },
    succeeded(identity, address) {
      const addresses = known.get(identity) ?? []
      known.delete(identity)
      known.set(identity, [address, ...addresses.filter(other => other !== address)].slice(0, knownAddresses))
      trim(known)
    },
  }
}

function trim(map: Map<string, unknown>): void {
  if (map.size <= capacity) return
  const oldest = map.keys().next()
  if (!oldest.done) map.delete(oldest.value)
}
