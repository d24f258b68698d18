// Some records of one partition, their effects and the next offset: one PostgreSQL transaction.
import type { Database, Queryable } from '@chargeplane/database'
import { fail, toFailure } from '@chargeplane/failure'
import type { IncomingRecord, OutgoingRecord } from '../event.ts'
import type { EventType } from '../event-types.ts'
import { insertOutbox } from '../outbox/rows.ts'
import { type DeadLetter, deadRecord } from './dead-letter.ts'
import { gather } from './gathered.ts'
import { createOffset, lockOffset, moveOffset, type Position } from './offsets.ts'
import { type Handle, type Processing, type Reading, readRecord } from './process-record.ts'

export interface Chunk {
  position: Position
  /** Offset from which Kafka was asked: nothing between it and the first record exists. */
  from: bigint
  records: readonly IncomingRecord[]
}

/** What became of a chunk. `misplaced`: nothing was done, because reading is ahead of the stored offset. */
export type Applied =
  | {
      kind: 'applied'
      next: bigint
      handled: ReadonlySet<EventType>
      ignored: number
      dead: readonly DeadLetter[]
      /** Records that were written to the outbox. */
      emitted: number
    }
  | { kind: 'misplaced'; stored: bigint | undefined }

/** Tries of a record before it is set aside. */
const maxAttempts = 3
/** After this a transaction commits what it has: locks are short, and the rest comes in the next one. */
const maxTransactionMs = 5000

/** A handler's error with the record it happened on; leaves the transaction, which rolls back. */
class RecordFailed extends Error {
  readonly offset: string
  constructor(offset: string, cause: unknown) {
    super('a record failed', { cause })
    this.offset = offset
  }
}

/** What a transaction has gathered besides its statements. */
interface Outcome {
  handled: Set<EventType>
  ignored: number
  dead: DeadLetter[]
  /** For the outbox, in order; written with one statement at the end, under the locks that the handlers took. */
  emitted: OutgoingRecord[]
}

type EventReading = Reading & { kind: 'event' }

/** How the events of a transaction come to their effects; at the end of it all must have. */
interface Way {
  /** Has the effects of an event that can be read, now or later, or says why it is to be set aside, or throws. */
  take(record: IncomingRecord, reading: EventReading): Promise<DeadLetter | undefined>
  end(): Promise<void>
}

type OpenWay = (tx: Queryable, emitted: OutgoingRecord[]) => Way

async function applyRecord(processing: Processing, record: IncomingRecord, way: Way, outcome: Outcome): Promise<void> {
  const reading = readRecord(processing, record)
  if (reading.kind === 'ignored') {
    outcome.ignored++
    return
  }
  const letter =
    reading.kind === 'unreadable' ? { record, failure: reading.failure, attempts: 1 } : await way.take(record, reading)
  if (letter) {
    outcome.dead.push(letter)
    outcome.emitted.push(deadRecord(processing.group, letter))
  } else if (reading.kind === 'event') outcome.handled.add(reading.type)
}

async function applyFrom(
  tx: Queryable,
  processing: Processing,
  stored: bigint,
  records: readonly IncomingRecord[],
  openWay: OpenWay,
): Promise<Applied & { kind: 'applied' }> {
  const outcome: Outcome = { handled: new Set(), ignored: 0, dead: [], emitted: [] }
  const way = openWay(tx, outcome.emitted)
  const deadline = performance.now() + maxTransactionMs
  let next = stored
  for (const record of records) {
    const offset = BigInt(record.offset)
    if (offset < next) continue
    await applyRecord(processing, record, way, outcome)
    next = offset + 1n
    if (performance.now() > deadline) break
  }
  await way.end()
  await insertOutbox(tx, outcome.emitted)
  const { handled, ignored, dead } = outcome
  return { kind: 'applied', next, handled, ignored, dead, emitted: outcome.emitted.length }
}

/**
 * Moves the offset before anything else, in one statement that also takes the row's lock: mostly the stored offset is where reading began. What is
 * moved too far, should the time run out, is taken back at the end.
 */
async function moveAhead(tx: Queryable, { position, from, records }: Chunk): Promise<bigint | undefined> {
  const last = records.at(-1)
  if (!last) return undefined
  const end = BigInt(last.offset) + 1n
  return end > from && (await moveOffset(tx, position, from, end)) ? end : undefined
}

async function applyWith(db: Database, processing: Processing, chunk: Chunk, openWay: OpenWay): Promise<Applied> {
  const { position, from, records } = chunk
  return db.transaction(async tx => {
    const moved = await moveAhead(tx, chunk)
    const stored = moved === undefined ? await lockOffset(tx, position) : from
    const start = stored ?? 0n
    if (start < from) return { kind: 'misplaced', stored }
    if (stored === undefined && !(await createOffset(tx, position, start))) {
      throw fail('unavailable', 'another consumer began this partition')
    }
    const applied = await applyFrom(tx, processing, start, records, openWay)
    const written = moved ?? start
    if (applied.next !== written && !(await moveOffset(tx, position, written, applied.next))) {
      throw fail('unavailable', 'the stored offset changed under its lock')
    }
    return applied
  })
}

/** The usual way: no savepoints, and many events at once where their handler can; the first error ends the transaction. */
const plainWay: OpenWay = (tx, emitted) => {
  const gathered = gather(tx, emitted)
  return {
    async take({ key, offset }, { handle, putOff }) {
      const name = key?.toString('latin1') ?? ''
      if (putOff !== undefined) {
        gathered.put(name, putOff.event, putOff.handleMany)
        return undefined
      }
      await gathered.settle(name)
      try {
        await handle(tx, emitted)
        return undefined
      } catch (error) {
        throw new RecordFailed(offset, error)
      }
    },
    end: () => gathered.settleAll(),
  }
}

/**
 * The way of a chunk with a poisonous record in it: each record in a savepoint, so that its failure takes back its own effects only. Constraints
 * that would be checked at the commit are checked at the end of each record, where it is known whose fault it is.
 */
function carefulWay(triedBefore: (offset: string) => number): OpenWay {
  return (tx, emitted) => ({
    take: (record, { handle }) => takeCarefully(tx, emitted, record, handle, triedBefore(record.offset)),
    end: async () => undefined,
  })
}

async function takeCarefully(
  tx: Queryable,
  emitted: OutgoingRecord[],
  record: IncomingRecord,
  handle: Handle,
  triedBefore: number,
): Promise<DeadLetter | undefined> {
  const before = emitted.length
  for (let attempts = triedBefore + 1; ; attempts++) {
    await tx.query('SAVEPOINT record')
    try {
      await handle(tx, emitted)
      await tx.query('SET CONSTRAINTS ALL IMMEDIATE')
      await tx.query('SET CONSTRAINTS ALL DEFERRED')
      await tx.query('RELEASE SAVEPOINT record')
      return undefined
    } catch (error) {
      const failure = toFailure(error)
      if (failure.retryable) throw failure
      await tx.query('ROLLBACK TO SAVEPOINT record')
      emitted.length = before
      if (attempts >= maxAttempts) return { record, failure, attempts }
    }
  }
}

/**
 * Applies a chunk. Resolves when its effects are committed; rejects with a Failure when nothing was: the caller waits and repeats, whatever
 * it is. Records that fail with a failure that is not retryable are set aside after three tries.
 */
export async function applyChunk(db: Database, processing: Processing, chunk: Chunk): Promise<Applied> {
  try {
    return await applyWith(db, processing, chunk, plainWay)
  } catch (error) {
    const culprit = error instanceof RecordFailed ? error : undefined
    const failure = toFailure(culprit ? culprit.cause : error)
    if (failure.retryable) throw failure
    return applyWith(
      db,
      processing,
      chunk,
      carefulWay(offset => (offset === culprit?.offset ? 1 : 0)),
    )
  }
}
