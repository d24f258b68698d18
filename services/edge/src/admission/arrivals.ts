// Few come in at a time. What a station costs on its way in (its epoch, its event, its boot) is paid by the same loop, Redis and Kafka that
// answer those who are in already: a place more than these can work at once lets nobody in earlier, it only keeps the others waiting.
import { fail } from '@chargeplane/failure'
import { metrics } from '@chargeplane/telemetry'

/** A place among those on their way in. */
export interface Arrival {
  /** It is in: the next one may come. A second call does nothing. */
  done(): void
}

export interface ArrivalsOptions {
  /** Places. */
  atOnce: number
  /** Those that are in but have to wait for what makes them useful: each counts as a place. */
  held(): number
  nowMs?: () => number
}

export interface Arrivals {
  /** At once where there is a place and nobody waits; rejects resource_exhausted when none came free in time, or after `stop`. */
  enter(): Arrival | Promise<Arrival>
  /** Waiting for a place. */
  readonly waiting: number
  /** Those that wait are refused, and everyone after them. */
  stop(): void
}

/** A place is given away after this long, whatever became of who had it: while Kafka is away few shall come in, not none. Ms. */
const placeMs = 1000
/** Stations give a handshake up after ten seconds or more; one that is told to come again stays away for longer than this. Ms. */
const patienceMs = 8000
/** How often those who wait are looked after while nobody frees a place. Ms. */
const lookMs = 20

interface Waiter {
  sinceMs: number
  resolve(arrival: Arrival): void
  reject(error: unknown): void
}

export function createArrivals({ atOnce, held, nowMs = () => performance.now() }: ArrivalsOptions): Arrivals {
  /** Places taken, the oldest first: since when. */
  const taken = new Map<Arrival, number>()
  const waiting = new Set<Waiter>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function take(now: number): Arrival {
    const arrival = {
      done() {
        if (taken.delete(arrival) && waiting.size > 0) look()
      },
    }
    taken.set(arrival, now)
    return arrival
  }

  function isFull(now: number): boolean {
    for (const [arrival, since] of taken) {
      if (now - since < placeMs) break
      taken.delete(arrival)
    }
    return taken.size + held() >= atOnce
  }

  const refusal = () => fail('resource_exhausted', 'too many stations are on their way in')

  /** Lets in who has waited longest, as many as there are places. */
  function look(): void {
    const now = nowMs()
    for (const waiter of waiting) {
      const isLate = now - waiter.sinceMs > patienceMs
      if (!isLate && isFull(now)) break
      waiting.delete(waiter)
      if (isLate) waiter.reject(refusal())
      else waiter.resolve(take(now))
    }
    metrics.ocppEdgeArrivalsWaiting.record(waiting.size)
    clearTimeout(timer)
    timer = waiting.size === 0 ? undefined : setTimeout(look, lookMs)
  }

  return {
    enter() {
      const now = nowMs()
      if (stopped) return Promise.reject(refusal())
      if (waiting.size === 0 && !isFull(now)) return take(now)
      timer ??= setTimeout(look, lookMs)
      return new Promise((resolve, reject) => waiting.add({ sinceMs: now, resolve, reject }))
    },
    get waiting() {
      return waiting.size
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      for (const { reject } of waiting) reject(refusal())
      waiting.clear()
    },
  }
}
