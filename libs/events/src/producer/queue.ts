// The queue before Kafka: gathers what arrives while a batch is under way, one batch at a time, so that order needs no further thought.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Delivery, Entry } from './delivery.ts'
import { createLanes, maxBatchRecords } from './lanes.ts'

export interface Queue {
  push(entry: Entry): void
  /** Resolves when nothing is pending. */
  drained(): Promise<void>
  /** Takes out what waits, for its promises to be rejected. */
  clear(): Entry[]
}

/** `isPatient`: of a topic whose records give way to others. */
export function openQueue(delivery: Delivery, lingerMs: number, isPatient: (topic: string) => boolean): Queue {
  const waiting = createLanes(isPatient)
  let underWay: Entry[] = []
  let active: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      underWay = waiting.next()
      await delivery.deliver(underWay)
      underWay = []
      // What was waiting for these acknowledgements publishes next: let it join the coming batch.
      await nextTurn()
    }
    active = undefined
  }

  function flush(): void {
    timer = undefined
    active ??= run()
  }

  return {
    push(entry) {
      waiting.push(entry)
      if (active !== undefined) return
      if (waiting.length >= maxBatchRecords) {
        clearTimeout(timer)
        flush()
      } else timer ??= setTimeout(flush, lingerMs)
    },
    async drained() {
      while (waiting.length > 0 || active !== undefined) {
        clearTimeout(timer)
        flush()
        await active
      }
    },
    clear() {
      clearTimeout(timer)
      const left = [...underWay, ...waiting.clear()]
      underWay = []
      return left
    },
  }
}
