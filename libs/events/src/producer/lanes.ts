// What waits for Kafka, in two lanes: records that somebody waits for go before those that only have to arrive some time. The order within a
// topic is that of the calls, for a topic is in one lane.
import type { Entry } from './delivery.ts'

/** kafkajs groups a batch by partition in time quadratic to its records; the bytes keep one partition's batch below a broker's 1 MiB. */
export const maxBatchRecords = 1000
const maxBatchBytes = 1_000_000
/** Of those who can wait, in a batch: so that they do get there, and hold up little of what shares the batch with them. */
const patientPerBatch = 200

export interface Lanes {
  readonly length: number
  push(entry: Entry): void
  /** Takes the next batch out. */
  next(): Entry[]
  /** Takes everything out. */
  clear(): Entry[]
}

/** As many of the first as fit beside `bytes`, but at least `least`. */
function fit(entries: readonly Entry[], max: number, bytes: number, least: number): number {
  let sum = bytes
  let end = 0
  for (const entry of entries) {
    sum += entry.bytes
    if (end === max || (end >= least && sum > maxBatchBytes)) break
    end += 1
  }
  return end
}

export function createLanes(isPatient: (topic: string) => boolean): Lanes {
  let prompt: Entry[] = []
  let patient: Entry[] = []
  return {
    get length() {
      return prompt.length + patient.length
    },
    push(entry) {
      const lane = isPatient(entry.topic) ? patient : prompt
      lane.push(entry)
    },
    next() {
      const reserved = Math.min(patient.length, patientPerBatch)
      const batch = prompt.splice(0, fit(prompt, maxBatchRecords - reserved, 0, 1))
      const bytes = batch.reduce((sum, entry) => sum + entry.bytes, 0)
      // One of each lane in any case: a record is bounded, and so are two.
      for (const entry of patient.splice(0, fit(patient, reserved, bytes, 1))) batch.push(entry)
      return batch
    },
    clear() {
      const left = [...prompt, ...patient]
      prompt = []
      patient = []
      return left
    },
  }
}
