// What Kafka delivered of one partition, applied chunk by chunk. The order of things, and what a crash between two of them leaves:
//
// 1. Kafka gives records from the position in memory. Crash: nothing happened.
// 2. BEGIN, move the partition's offset from where reading began to the end of the chunk, which locks its row. If it is not there, lock the row and compare: a
//    rival or an earlier life may have done these records already; those are skipped, and the offset is moved at the end.
//    Crash: the server rolls back when it notices (a FIN, or some 25 s of silence), and the lock is free.
// 3. Handlers work, emits go into the outbox, poison into the outbox for <topic>.dead. Crash: rolled back together.
// 4. The transaction commits, effects and offset together. Crash before: all of it comes again. Crash after: it is done, and the stored
//    offset says so. A commit whose answer is lost is found out by the repetition, which finds the offset beyond its records.
// 5. The position in memory moves. Crash: the stored offset wins at the next start.
// 6. The offset is committed to Kafka, for those who watch the lag; nobody here reads it. Crash: the lag looks larger than it is.
//
// A chunk of nothing but types that are not handled here takes no transaction: only memory moves (passed-over.ts says why that is safe), and the stored offset
// follows with the next chunk that has something in it, or after some seconds.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@chargeplane/database'
import { type Failure, toFailure } from '@chargeplane/failure'
import { logger, metrics } from '@chargeplane/telemetry'
import type { IncomingRecord } from '../event.ts'
import type { EventType } from '../event-types.ts'
import type { EachBatchPayload, KafkaMessage } from '../kafka.ts'
import { type Applied, applyChunk, type Chunk } from './chunk.ts'
import type { Commits } from './commits.ts'
import { type KeepAlive, keepAlive } from './keep-alive.ts'
import type { Position } from './offsets.ts'
import type { Pace } from './pace.ts'
import type { PassedOver } from './passed-over.ts'
import { isIgnored, type Processing } from './process-record.ts'

export interface BatchOptions {
  database: Database
  processing: Processing
  /** The group's name with the installation's prefix. */
  groupId: string
  topicPrefix: string
  /** Records in one transaction at most. */
  maxRecords: number
  afterCommit?: ((types: ReadonlySet<EventType>, emitted: boolean) => void) | undefined
  memory: PassedOver
  pace: Pace
  commits: Commits
  /** Puts reading back to where the stored offset says. */
  seek(position: Position, stored: bigint | undefined): Promise<void>
}

const log = logger('consumer')
const nothing = { kind: 'applied', handled: new Set<EventType>(), dead: [], emitted: 0 } as const
const firstDelayMs = 100
const maxDelayMs = 5000
/** How soon a waiting batch notices that it is to stop. */
const glanceMs = 200
/** An outage is warned of at first; after this it is an operator's matter. */
const errorAfterMs = 30_000

/** Where Kafka was asked to begin: kafkajs has it on the batch but not in its types. */
function fetchedOffset(batch: EachBatchPayload['batch']): bigint {
  if ('fetchedOffset' in batch && typeof batch.fetchedOffset === 'string') return BigInt(batch.fetchedOffset)
  return BigInt(batch.firstOffset() ?? 0)
}

function toRecord(topic: string, partition: number, message: KafkaMessage): IncomingRecord {
  const { offset, key, value, headers = {} } = message
  return { topic, partition, offset, key, value, headers }
}

function report(topic: string, group: string, applied: Applied & { kind: 'applied' }): void {
  const where = { 'messaging.destination.name': topic, 'messaging.consumer.group.name': group }
  if (applied.ignored > 0) metrics.eventsIgnored.add(applied.ignored, where)
  for (const { record, failure, attempts } of applied.dead) {
    metrics.eventsDeadLettered.add(1, { ...where, 'error.type': failure.code })
    const { partition, offset } = record
    log.error('record set aside as a dead letter', {
      topic,
      group,
      partition,
      offset,
      attempts,
      code: failure.code,
      error: failure,
    })
  }
}

/** Repeats a chunk until it is applied; undefined when the batch is to stop instead. */
async function persist(options: BatchOptions, chunk: Chunk, wanted: () => boolean): Promise<Applied | undefined> {
  const started = performance.now()
  for (let attempt = 0; wanted(); attempt++) {
    try {
      return await applyChunk(options.database, options.processing, chunk)
    } catch (error) {
      complain(toFailure(error), chunk, attempt, performance.now() - started)
      await pause(delayOf(attempt), wanted)
    }
  }
  return undefined
}

function delayOf(attempt: number): number {
  const delay = Math.min(firstDelayMs * 2 ** Math.min(attempt, 10), maxDelayMs)
  return delay * (0.5 + Math.random() / 2)
}

/** Waits, unless there is nothing to wait for any more. */
async function pause(ms: number, wanted: () => boolean): Promise<void> {
  for (let left = ms; left > 0 && wanted(); left -= glanceMs) await sleep(Math.min(left, glanceMs))
}

/** Says it the first time and then ever more rarely. */
function complain(failure: Failure, { position }: Chunk, attempt: number, elapsedMs: number): void {
  if ((attempt & (attempt - 1)) !== 0) return
  const attributes = { ...position, attempt, code: failure.code, error: failure }
  if (elapsedMs < errorAfterMs && failure.retryable) log.warn('records wait; trying again', attributes)
  else log.error('records wait; trying again', attributes)
}

/** kafkajs' eachBatch. Resolves when the batch is applied or given up; rejects with Kafka's own errors only. */
export function batchHandler(options: BatchOptions): (payload: EachBatchPayload) => Promise<void> {
  const { processing, groupId, topicPrefix, maxRecords, memory, pace, commits } = options

  /** Where to go on behind records that only memory needs to know of; undefined when the database must. */
  function passOver(position: Position, from: bigint, records: readonly IncomingRecord[]): bigint | undefined {
    const last = records.at(-1)
    if (!last || memory.begin(position, from) === undefined) return undefined
    if (!records.every(record => isIgnored(processing, record))) return undefined
    const next = BigInt(last.offset) + 1n
    if (!memory.pass(position, next, records.length)) return undefined
    report(last.topic, processing.group, { ...nothing, next, ignored: records.length })
    return next
  }

  /** Where to go on behind a chunk; undefined when its batch is over, because it is to stop or because reading goes on elsewhere. */
  async function step(
    position: Position,
    from: bigint,
    records: readonly IncomingRecord[],
    wanted: () => boolean,
  ): Promise<bigint | undefined> {
    const passed = passOver(position, from, records)
    if (passed !== undefined) return passed
    const chunk = { position, from: memory.begin(position, from) ?? from, records }
    const applied = await pace.turn(() => persist(options, chunk, wanted))
    if (!applied) return undefined
    if (applied.kind === 'misplaced') {
      await options.seek(position, applied.stored)
      return undefined
    }
    memory.store(position, applied.next)
    report(position.topic.slice(topicPrefix.length), processing.group, applied)
    if (applied.handled.size > 0 || applied.dead.length > 0) options.afterCommit?.(applied.handled, applied.emitted > 0)
    return applied.next
  }

  async function work(payload: EachBatchPayload, alive: KeepAlive): Promise<void> {
    const { batch, isRunning, isStale, resolveOffset } = payload
    const started = performance.now()
    const position: Position = { group: groupId, topic: batch.topic, partition: batch.partition }
    const topic = batch.topic.slice(topicPrefix.length)
    const wanted = (): boolean => {
      alive.check()
      return isRunning() && !isStale()
    }
    let from = fetchedOffset(batch)
    for (let index = 0; index < batch.messages.length; ) {
      const records = batch.messages
        .slice(index, index + maxRecords)
        .map(message => toRecord(topic, batch.partition, message))
      const next = await step(position, from, records, wanted)
      if (next === undefined) return
      from = next
      while (BigInt(batch.messages[index]?.offset ?? from) < from) index++
      if (index < batch.messages.length) resolveOffset(String(from - 1n))
    }
    const end = BigInt(batch.lastOffset()) + 1n
    // The stored offset is further than this batch: an earlier life or a rival did it already. Go there instead of reading through.
    if (from > end) return options.seek(position, from)
    memory.reach(position, end)
    resolveOffset(batch.lastOffset())
    commits.resolved(payload)
    await pace.rest(started, batch.messages.length)
  }

  return async payload => {
    const alive = keepAlive(payload.heartbeat)
    try {
      await work(payload, alive)
    } finally {
      alive.stop()
    }
  }
}
