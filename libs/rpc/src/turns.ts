// Few at a time: what would be thousands of questions at once becomes a queue that its owner can live with.
import { fail } from '@chargeplane/failure'

export interface Turns {
  /** Runs the work when it is its turn, in the order of asking. Rejects resource_exhausted when that takes longer than the patience there is. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Whether the next one would have to wait. */
  readonly isBusy: boolean
  /** How many wait. */
  readonly waiting: number
}

interface Waiter {
  start(): void
  timer: NodeJS.Timeout
}

/** `atOnce`: works under way at most; `patienceMs`: how long one may wait for its turn. */
export function createTurns(atOnce: number, patienceMs: number): Turns {
  const waiting = new Set<Waiter>()
  let running = 0

  function turn(): Promise<void> {
    if (running < atOnce) {
      running += 1
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiting.delete(waiter)
        reject(fail('resource_exhausted', `more than ${atOnce} at a time; waited ${patienceMs} ms for a turn`))
      }
      const waiter: Waiter = { start: resolve, timer: setTimeout(giveUp, patienceMs) }
      waiting.add(waiter)
    })
  }

  /** The turn goes to the one that has waited longest, without being free in between. */
  function pass(): void {
    for (const next of waiting) {
      waiting.delete(next)
      clearTimeout(next.timer)
      next.start()
      return
    }
    running -= 1
  }

  return {
    async run(work) {
      await turn()
      try {
        return await work()
      } finally {
        pass()
      }
    },
    get isBusy() {
      return running >= atOnce
    },
    get waiting() {
      return waiting.size
    },
  }
}
