// What was read since the stored offset and is of no type that this group handles: remembered instead of written, because a transaction for
// nothing costs PostgreSQL as much as one for something.
//
// Of a partition is kept [stored, reached): `stored` is an offset that the database had, `reached` is where reading stands, and every record between
// them was seen by this life of the consumer and ignored. What the chunk that begins at `reached` then claims to the database is that it was read
// from `stored` on. Why each record still has exactly one effect:
// - The memory begins with a commit, so the first chunk of a partition is always compared with the database.
// - A rival that moved the stored offset beyond `stored` did those records: the chunk takes up after them, as ever.
// - A stored offset that went back (a restored backup, a topic made anew) is below `stored`: the chunk is misplaced, and reading goes back too. That
//   is noticed with the next record that is handled, or a few seconds later.
// - Reading that does not begin at `reached` (a seek, a rebalance, an offset that Kafka did not have) claims nothing: the memory is dropped.
// - A crash forgets the memory. The records are read again, by a newer version perhaps that handles some of them: they had no effect before.
import type { Position } from './offsets.ts'

interface Span {
  stored: bigint
  reached: bigint
  records: number
  /** When the first of `records` was passed over; ms of the clock. */
  since: number
}

export interface PassedOver {
  /** Where the memory of a partition begins, if it ends at `from`; otherwise it is worth nothing, and dropped. */
  begin(position: Position, from: bigint): bigint | undefined
  /** Remembers `records` up to, without, `next`. False: too much would be remembered, so they are to be written. */
  pass(position: Position, next: bigint, records: number): boolean
  /** Reading has come to `next` without a record: control records and compaction leave such holes. */
  reach(position: Position, next: bigint): void
  /** The database has this offset now, and reading goes on there. */
  store(position: Position, next: bigint): void
  clear(): void
  /** What has waited long enough to be written. */
  due(): Due[]
  /** What was due has been written, or could not be because the database has another offset by now. */
  settle(due: Due, written: boolean): void
}

export interface Due {
  position: Position
  stored: bigint
  reached: bigint
}

/** Records that a restart may have to read again, and how long, ms, the stored offset may stay behind them. */
export const passedOverLimits = { records: 10_000, ms: 5000 }

const keyOf = ({ topic, partition }: Position): string => `${topic}/${partition}`

export function passedOver(now: () => number = () => performance.now(), limits = passedOverLimits): PassedOver {
  const spans = new Map<string, { position: Position; span: Span }>()
  const spanOf = (position: Position): Span | undefined => spans.get(keyOf(position))?.span
  const old = ({ records, since }: Span): boolean => records > 0 && now() - since >= limits.ms

  return {
    begin(position, from) {
      const span = spanOf(position)
      if (span?.reached === from) return span.stored
      spans.delete(keyOf(position))
      return undefined
    },
    pass(position, next, records) {
      const span = spanOf(position)
      if (!span || span.records + records > limits.records || old(span)) return false
      if (span.records === 0) span.since = now()
      span.reached = next
      span.records += records
      return true
    },
    reach(position, next) {
      const span = spanOf(position)
      if (span && span.reached < next) span.reached = next
    },
    store(position, next) {
      spans.set(keyOf(position), { position, span: { stored: next, reached: next, records: 0, since: now() } })
    },
    clear() {
      spans.clear()
    },
    due() {
      const found: Due[] = []
      for (const { position, span } of spans.values())
        if (old(span)) found.push({ position, stored: span.stored, reached: span.reached })
      return found
    },
    settle({ position, stored, reached }, written) {
      const span = spanOf(position)
      // Meanwhile a chunk was written, or reading went elsewhere.
      if (span?.stored !== stored) return
      if (!written) spans.delete(keyOf(position))
      span.stored = reached
      span.since = now()
      if (span.reached === reached) span.records = 0
    },
  }
}
