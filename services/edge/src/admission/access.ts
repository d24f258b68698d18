// What stations says about who may connect, kept for a while: a reconnect of everybody must not be a question each, and a station that
// was known stays admitted while stations or its database is away.
import type { StationAccess } from '@chargeplane/proto/stations/v1/stations'
import { shared } from '../sessions/shared.ts'
import { type Identity, identityKey } from './identity.ts'

export interface AccessEntry {
  readonly access: StationAccess
  readonly fetchedAtMs: number
  /** Digest of the password that satisfied a slow verifier last (`PasswordCheck.digest`). */
  verified?: string
}

export interface AccessCacheOptions {
  fetch(identity: Identity): Promise<StationAccess>
  /** Entries at most; the least recently used goes first. */
  capacity: number
  /** How long an answer about a known station is used without asking again, ms. */
  ttlMs: number
  nowMs?: () => number
}

export interface AccessCache {
  /** At once when it is known, rejects Failure when it is not and stations does not answer. */
  get(identity: Identity): AccessEntry | Promise<AccessEntry>
  /** The station's access changed: the next one asks. */
  invalidate(identity: Identity): void
}

/** Unknown stations are asked for again after this long: one that has just been registered must not wait for minutes. */
const unknownTtlMs = 10_000
/** While stations does not answer, an entry that has run out is used for this long before it is asked again. */
const staleMs = 5000

export function createAccessCache(options: AccessCacheOptions): AccessCache {
  const { capacity, ttlMs, nowMs = () => performance.now() } = options
  const entries = new Map<string, AccessEntry>()
  const questions = new Map<string, { answer: Promise<AccessEntry> }>()

  let eldest = entries.keys()

  /**
   * Each call of `keys()` would step over all that was deleted in front, tens of microseconds a time: one iterator does so once. What it has
   * passed it has removed, so the next key is always the least recently used.
   */
  function forgetEldest(): void {
    let next = eldest.next()
    if (next.done) {
      eldest = entries.keys()
      next = eldest.next()
    }
    if (!next.done) entries.delete(next.value)
  }

  const keep = (key: string, entry: AccessEntry) => {
    entries.delete(key)
    entries.set(key, entry)
    if (entries.size > capacity) forgetEldest()
  }

  function ask(key: string, identity: Identity): Promise<AccessEntry> {
    // An invalidation takes the question from the map: its answer may be the old one, and is not kept.
    const isCurrent = () => questions.get(key) === question
    const fetched = async () => {
      try {
        const entry = { access: compact(await options.fetch(identity)), fetchedAtMs: Math.round(nowMs()) }
        if (isCurrent()) keep(key, entry)
        return entry
      } catch (error) {
        const stale = entries.get(key)
        if (stale === undefined) throw error
        const kept = { ...stale, fetchedAtMs: Math.round(nowMs() - ttlMs + staleMs) }
        keep(key, kept)
        return kept
      } finally {
        if (isCurrent()) questions.delete(key)
      }
    }
    const question: { answer: Promise<AccessEntry> } = { answer: Promise.resolve().then(fetched) }
    questions.set(key, question)
    return question.answer
  }

  return {
    get(identity) {
      const key = identityKey(identity)
      const entry = entries.get(key)
      if (entry !== undefined && nowMs() - entry.fetchedAtMs < (entry.access.known ? ttlMs : unknownTtlMs)) {
        keep(key, entry)
        return entry
      }
      return questions.get(key)?.answer ?? ask(key, identity)
    },
    invalidate(identity) {
      const key = identityKey(identity)
      entries.delete(key)
      questions.delete(key)
    },
  }
}

/** What the access has in common with thousands of others is held once. */
function compact(access: StationAccess): StationAccess {
  return Object.assign(access, {
    registrationStatus: shared(access.registrationStatus),
    vendor: shared(access.vendor),
    model: shared(access.model),
    firmwareVersion: shared(access.firmwareVersion),
  })
}
