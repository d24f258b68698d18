// How often a consumer works, and on how much at once. kafkajs fetches for all partitions at once, hands out what came, and fetches again when all of it is
// done. Under a steady stream of single records that is a transaction for each; a little rest in each round makes it one for several.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Pace {
  /** Runs `work` as soon as fewer than the allowed number run. */
  turn<T>(work: () => Promise<T>): Promise<T>
  /**
   * Resolves when a round that began at `started` (performance.now()) with `records` of a partition may end: at once when it took its time, or brought so many
   * that there is no need to wait for company. All partitions of a round begin together, so they rest together.
   */
  rest(started: number, records: number): Promise<void>
}

/** A round takes this long at least, ms: a record that comes alone, after a silence, is not delayed by it; the next one may be, by so much. */
const shortRoundMs = 25
/** Under load, when a transaction for each record would cost more than anyone gains by having it sooner. */
const longRoundMs = 100
/** Records a second for each ms of a round: from 100 a second on rounds grow longer, up to 400 a second. */
const rateOfMs = 4
/** A partition that brought so many is behind, or busy enough. */
const fullRecords = 50
const windowMs = 1000

export interface PaceClock {
  /** ms of a clock that only goes forward. */
  now(): number
  /** Resolves after so many ms. */
  wait(ms: number): Promise<unknown>
}

/** Records a second, by what the last full second brought. */
function rateMeter(now: () => number): (records: number) => number {
  let since = now()
  let count = 0
  let rate = 0
  return records => {
    const elapsed = now() - since
    if (elapsed >= windowMs) {
      rate = (count * 1000) / elapsed
      since = now()
      count = 0
    }
    count += records
    return rate
  }
}

export function consumerPace(
  concurrency: number,
  { now, wait }: PaceClock = { now: () => performance.now(), wait: sleep },
): Pace {
  let running = 0
  const waiting: (() => void)[] = []
  const rateWith = rateMeter(now)
  return {
    async turn(work) {
      if (running >= concurrency) await new Promise<void>(resolve => waiting.push(resolve))
      else running++
      try {
        return await work()
      } finally {
        // Handed on, not given back: whoever comes now waits behind those who wait already.
        const next = waiting.shift()
        if (next) next()
        else running--
      }
    },
    async rest(started, records) {
      const roundMs = Math.min(Math.max(shortRoundMs, rateWith(records) / rateOfMs), longRoundMs)
      const left = roundMs - (now() - started)
      if (left > 1 && records < fullRecords) await wait(left)
    },
  }
}
