// The relay from the outbox table to Kafka.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Queryable } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import { logger, metrics } from '@chargeplane/telemetry'
import { consumerPace } from '../consumer/pace.ts'
import { encodeEvent, type NewEvent } from '../event.ts'
import type { EventType } from '../event-types.ts'
import type { EventProducer } from '../producer/producer.ts'
import { deleteRows, insertOutbox, nextRows, toRecord } from './rows.ts'

export interface Outbox {
  /** Something was committed: look now, not at the next poll. */
  poke(): void
  /** Lets the batch under way finish, and leaves the rest to the next process. */
  close(): Promise<void>
}

export interface OutboxOptions {
  database: Database
  producer: EventProducer
  /** How long what nobody has poked for may wait, and a follower before it asks for the lead again. Default 500 ms. */
  pollMs?: number
}

const log = logger('outbox')
const batchRecords = 500
const defaultPollMs = 500
const retryMs = 1000

/**
 * Says an event in the caller's transaction: it is published if and only if that commits. `source` is `ce_source`. Throws
 * invalid_argument for what can't be an event.
 */
export async function emitEvent<T extends EventType>(tx: Queryable, event: NewEvent<T>, source: string): Promise<void> {
  await insertOutbox(tx, [encodeEvent(event, source)])
}

/**
 * One round. 1. read the oldest settled rows; 2. publish them and wait for every acknowledgement; 3. delete them. A crash after 2 publishes
 * them again (same ids, same order); a crash before leaves them untouched. Returns how many there were.
 */
async function relayBatch(db: Queryable, producer: EventProducer): Promise<number> {
  const rows = await nextRows(db, batchRecords)
  const [oldest] = rows
  metrics.outboxLag.record(oldest ? Math.max(0, Date.now() - oldest.created_at.getTime()) / 1000 : 0)
  if (!oldest) return 0
  await producer.publishRecords(rows.map(toRecord))
  await deleteRows(db, rows)
  return rows.length
}

/** Whether this session is now the one that publishes for the schema it works in. */
async function lock(session: Queryable): Promise<boolean> {
  const [row] = await session.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended('chargeplane outbox ' || current_schema(), 0)) AS locked`,
  )
  return row?.locked === true
}

/**
 * Starts publishing what is emitted in transactions of this schema. Any number of processes may; one at a time works, the others wait for its
 * advisory lock. Survives PostgreSQL and Kafka being away for any time.
 */
export function startOutbox(options: OutboxOptions): Outbox {
  const { database, producer, pollMs = defaultPollMs } = options
  const { rest } = consumerPace(1)
  let closed = false
  let poked = false
  let wake: AbortController | undefined

  async function idle(ms: number): Promise<void> {
    if (poked || closed) return
    wake = new AbortController()
    await sleep(ms, undefined, { signal: wake.signal }).catch(() => undefined)
    wake = undefined
  }

  /** The lock belongs to the session that also reads and deletes the rows: losing the connection is losing the right to publish. */
  async function publishWhileLeading(session: Queryable): Promise<void> {
    while (!closed && !(await lock(session))) {
      // Who leads is somebody else, whom our poke does not reach: asking again at once would be asking all the time.
      poked = false
      await idle(pollMs)
    }
    while (!closed) {
      poked = false
      const started = performance.now()
      const published = await relayBatch(session, producer)
      if (published === batchRecords) continue
      // What is committed meanwhile goes with the next round, and shares its two statements.
      if (published > 0 && !closed) await rest(started, published)
      await idle(pollMs)
    }
  }

  async function run(): Promise<void> {
    while (!closed) {
      try {
        await database.session(publishWhileLeading)
      } catch (error) {
        if (toFailure(error).retryable) log.warn('outbox waits', { error })
        else log.error('outbox can not publish; trying again', { error })
        await idle(retryMs)
      }
    }
  }

  const running = run()
  return {
    poke() {
      poked = true
      wake?.abort()
    },
    async close() {
      closed = true
      wake?.abort()
      await running
    },
  }
}
