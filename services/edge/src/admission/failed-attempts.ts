// Guessing is limited per station, per (station, address) and per address, without locking out the owner: an address from which the
// station has authenticated before does not share the budget that strangers can use up, and a part of that budget is for addresses that
// have not failed yet. Who has a generated password needs neither: it is looked at even when the budget is used up (upgrade.ts).
import { createShortMemory, type ShortMemory } from './short-memory.ts'

export interface FailedAttempts {
  /** Whether this pair has used up its attempts. */
  isBlocked(identity: string, address: string, nowMs: number): boolean
  failed(identity: string, address: string, nowMs: number): void
  succeeded(identity: string, address: string): void
}

export interface FailedAttemptLimits {
  /** Failed attempts at one station within a minute, and of one address at one station. */
  perStation: number
  /** Failed attempts of one address within a minute, at whatever station. */
  perAddress: number
}

/** Stations, addresses and pairs remembered at most. */
const capacity = 50_000
/** A station changes its address now and then (mobile networks); this many of them count as known. */
const knownAddresses = 4
const windowMs = 60_000

export function limitFailedAttempts({ perStation, perAddress }: FailedAttemptLimits): FailedAttempts {
  /** When the last attempts failed, oldest first; a pair stays on record when they are long ago. */
  const stations = createShortMemory<number[]>(capacity)
  const pairs = createShortMemory<number[]>(capacity)
  const addresses = createShortMemory<{ sinceMs: number; count: number }>(capacity)
  /** Addresses with spaces between them: nearly every station has one, which its session has too. */
  const known = createShortMemory<string>(capacity)
  /** Of a station's budget, for addresses that have not failed at it yet. */
  const reserved = Math.floor(perStation / 5)

  const isKnown = (identity: string, address: string) => known.get(identity)?.split(' ').includes(address) ?? false
  const pairOf = (identity: string, address: string) => `${address} ${identity}`

  return {
    isBlocked(identity, address, nowMs) {
      const pair = pairs.get(pairOf(identity, address))
      if (isUsedUp(pair, perStation, nowMs)) return true
      if (isKnown(identity, address)) return false
      const ofAddress = addresses.get(address)
      if (ofAddress !== undefined && nowMs - ofAddress.sinceMs < windowMs && ofAddress.count >= perAddress) return true
      return isUsedUp(stations.get(identity), perStation - (pair === undefined ? 0 : reserved), nowMs)
    },
    failed(identity, address, nowMs) {
      note(pairs, pairOf(identity, address), nowMs, perStation)
      const ofAddress = addresses.get(address)
      const isRunning = ofAddress !== undefined && nowMs - ofAddress.sinceMs < windowMs
      addresses.set(address, isRunning ? { ...ofAddress, count: ofAddress.count + 1 } : { sinceMs: nowMs, count: 1 })
      // A known address has the first budget for itself alone.
      if (!isKnown(identity, address)) note(stations, identity, nowMs, perStation)
    },
    succeeded(identity, address) {
      const before = known.get(identity)
      if (before === undefined || before === address) return known.set(identity, address)
      const others = before.split(' ').filter(other => other !== address)
      known.set(identity, [address, ...others].slice(0, knownAddresses).join(' '))
    },
  }
}

/** Whether the last `limit` of them are all within the last minute. */
function isUsedUp(times: number[] | undefined, limit: number, nowMs: number): boolean {
  const first = times?.at(-limit)
  return first !== undefined && nowMs - first < windowMs
}

/** Keeps the last `atMost` times. */
function note(memory: ShortMemory<number[]>, key: string, nowMs: number, atMost: number): void {
  const times = memory.get(key) ?? []
  times.push(nowMs)
  if (times.length > atMost) times.shift()
  memory.set(key, times)
}
