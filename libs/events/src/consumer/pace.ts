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
const roundMs = 25
/** A partition that brought so many is behind, or busy enough. */
const fullRecords = 50

/** `wait` resolves after so many ms. */
export function consumerPace(concurrency: number, wait: (ms: number) => Promise<unknown> = sleep): Pace {
  let running = 0
  const waiting: (() => void)[] = []
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
      const left = roundMs - (performance.now() - started)
      if (left > 1 && records < fullRecords) await wait(left)
    },
  }
}
