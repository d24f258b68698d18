import type { Database } from '@chargeplane/database'
import type { EventType } from '../event-types.ts'
import type { KafkaOptions } from '../kafka.ts'
import type { Topic } from '../topics.ts'
import { batchHandler } from './batch.ts'
import { lazyCommits } from './commits.ts'
import type { Handlers } from './handlers.ts'
import { keepWritten } from './keep-written.ts'
import { consumerPace } from './pace.ts'
import { passedOver } from './passed-over.ts'
import { trackPositions } from './positions.ts'
import { type Supervised, supervise } from './supervise.ts'

export interface ConsumerOptions extends KafkaOptions {
  /** Consumer group, without the installation's prefix; one per service. */
  group: string
  topics: readonly Topic[]
  /** Holds the effects; its schema has the tables of `eventsMigrations`. */
  database: Database
  handlers: Handlers
  /** `ce_source` of what handlers emit; default `/chargeplane/<group>`. */
  source?: string
  /**
   * Called after each commit with the types that were handled in it, and whether anything was written to the outbox: the place to poke it. Must
   * not throw.
   */
  afterCommit?: (types: ReadonlySet<EventType>, emitted: boolean) => void
  /** Partitions worked on at the same time, each with a connection of the pool; default 3. */
  concurrency?: number
  /** Records in one transaction at most; default 200. */
  maxRecords?: number
  /** After this silence of a process, ms, its partitions go to others; default 15,000. */
  sessionTimeoutMs?: number
}

/** Partitions that kafkajs hands out at once: more than there are, for how many are worked on is decided where they rest together. */
const batchesAtOnce = 64

/** `ready` resolves once the group was joined; `close` finishes the transaction under way and leaves the group, so that others take over at once. */
export type EventConsumer = Supervised

/**
 * Consumes topics with exactly one effect per record. Resolves at once: a Kafka or PostgreSQL that is away, now or later, is waited for. Handlers
 * run one at a time per partition; events of one key in their order. A retryable failure repeats the transaction for ever; any other sets the record aside, in
 * `<topic>.dead`, after three tries. A handler may run again after a rollback, so its only effects are those it is given.
 */
export async function consumeEvents(options: ConsumerOptions): Promise<EventConsumer> {
  const { group, topicPrefix, database, handlers, afterCommit } = options
  const { source = `/chargeplane/${group}`, concurrency = 3, maxRecords = 200, sessionTimeoutMs = 15_000 } = options
  const groupId = topicPrefix + group
  return supervise({
    ...options,
    groupId,
    topics: options.topics.map(topic => topicPrefix + topic),
    concurrency: batchesAtOnce,
    sessionTimeoutMs,
    async begin(kafka, consumer) {
      const positions = trackPositions({ kafka, consumer, database, groupId })
      const processing = { group, source, handlers }
      const memory = passedOver()
      const writing = keepWritten(database, memory)
      const commits = lazyCommits(groupId)
      const eachBatch = batchHandler({
        database,
        processing,
        groupId,
        topicPrefix,
        maxRecords,
        afterCommit,
        memory,
        pace: consumerPace(concurrency),
        commits,
        seek: positions.restore,
      })
      return {
        assigned(assignment) {
          memory.clear()
          positions.assigned(assignment)
        },
        eachBatch,
        async close() {
          commits.close()
          await writing.close()
          await positions.close()
        },
      }
    },
  })
}
