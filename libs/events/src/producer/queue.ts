// The queue before Kafka: gathers what arrives while a batch is under way, one batch at a time, so that order needs no further thought.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Delivery, Entry } from './delivery.ts'

/** kafkajs groups a batch by partition in time quadratic to its records; the bytes keep one partition's batch below a broker's 1 MiB. */
const maxBatchRecords = 1000
const maxBatchBytes = 1_000_000

export interface Queue {
  push(entry: Entry): void
  /** Resolves when nothing is pending. */
  drained(): Promise<void>
  /** Takes out what waits, for its promises to be rejected. */
  clear(): Entry[]
}

function batchEnd(queue: readonly Entry[]): number {
  let bytes = 0
  let end = 0
  for (const entry of queue) {
    bytes += entry.bytes
    if (end > 0 && (bytes > maxBatchBytes || end === maxBatchRecords)) break
    end++
  }
  return end
}

export function openQueue(delivery: Delivery, lingerMs: number): Queue {
  let waiting: Entry[] = []
  let underWay: Entry[] = []
  let active: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      underWay = waiting.splice(0, batchEnd(waiting))
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
      const left = [...underWay, ...waiting]
      waiting = []
      underWay = []
      return left
    },
  }
}
