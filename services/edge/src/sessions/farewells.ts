// What is to be said of sessions that have ended, by and by: when a network is lost thousands end in one turn of the loop, and the calls of
// those that stay must not wait behind the telling of it. A crash in between leaves routes of a dead edge, whose stations the reaper announces.
import type { CloseReason, Session } from './session.ts'

export interface Farewell {
  session: Session
  reason: CloseReason
  code: number
}

export interface Farewells {
  /** Says it now, or soon. */
  put(farewell: Farewell): void
  /** The station is back: what is to be said of its last session comes before anything of the next. */
  hasten(key: string): void
  /** Says all that is left. */
  flush(): void
}

export interface FarewellsOptions {
  say(farewell: Farewell): void
  nowMs?: () => number
}

/**
 * Of every `everyMs` so much is spent on this, ms: half of the time, in slices that the others hardly notice. Slower would be dearer: a route
 * that still stands when its station has come to another edge has that edge call us.
 */
const budgetMs = 8
const everyMs = 16

export function createFarewells({ say, nowMs = () => performance.now() }: FarewellsOptions): Farewells {
  /** By the key of the station, in the order of their ends. A station has one session that is not replaced. */
  const waiting = new Map<string, Farewell>()
  let sliceSince = Number.NEGATIVE_INFINITY
  let spentMs = 0
  let timer: NodeJS.Timeout | undefined

  function sayTimed(farewell: Farewell): void {
    const began = nowMs()
    say(farewell)
    spentMs += nowMs() - began
  }

  /** Whether something is left of this slice. */
  function mayGoOn(): boolean {
    const now = nowMs()
    if (now - sliceSince >= everyMs) {
      sliceSince = now
      spentMs = 0
    }
    return spentMs < budgetMs
  }

  function work(): void {
    timer = undefined
    for (const [key, farewell] of waiting) {
      if (!mayGoOn()) break
      waiting.delete(key)
      sayTimed(farewell)
    }
    if (waiting.size > 0) timer = setTimeout(work, everyMs)
  }

  function hasten(key: string): void {
    const farewell = waiting.get(key)
    if (farewell === undefined) return
    waiting.delete(key)
    sayTimed(farewell)
  }

  return {
    put(farewell) {
      const { key } = farewell.session
      hasten(key)
      if (waiting.size === 0 && mayGoOn()) return sayTimed(farewell)
      waiting.set(key, farewell)
      timer ??= setTimeout(work, everyMs)
    },
    hasten,
    flush() {
      clearTimeout(timer)
      timer = undefined
      for (const farewell of waiting.values()) say(farewell)
      waiting.clear()
    },
  }
}
