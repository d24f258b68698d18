import { setTimeout as sleep } from 'node:timers/promises'
import { type Failure, fail } from '@chargeplane/failure'
import { contextFrom, currentTraceparent, SpanKind, withSpan } from '@chargeplane/telemetry'
import { encodeEvent, headerText, type NewEvent, type OutgoingRecord } from '../event.ts'
import type { EventType } from '../event-types.ts'
import type { KafkaOptions } from '../kafka.ts'
import { cachedHash, murmur2 } from '../murmur2.ts'
import { openDelivery } from './delivery.ts'
import { openQueue, type Queue } from './queue.ts'
import { openSender } from './sender.ts'

export interface ProducerOptions extends KafkaOptions {
  /** `ce_source` of what is published, for example `/chargeplane/edge`. */
  source: string
  /** How long a first event waits for company, ms; default 2. */
  lingerMs?: number
  /** Records that may wait for Kafka; default 100,000. */
  maxPending?: number
  /** Topics whose events nobody waits for: those of other topics go first. */
  patientTopics?: readonly string[]
  /** How long `close` waits for Kafka to take what is pending, ms; default 10,000. */
  closeTimeoutMs?: number
}

export interface EventProducer {
  /**
   * Resolves when all in-sync replicas have the event. Waits as long as Kafka is away; order per key is the order of the calls. Rejects
   * `resource_exhausted` past maxPending, `invalid_argument` for what can't be an event, `unavailable` when closed before Kafka took it.
   */
  publish<T extends EventType>(event: NewEvent<T>): Promise<void>
  /** The same for records that are encoded already; resolves when all are taken, rejects when one is not. */
  publishRecords(records: readonly OutgoingRecord[]): Promise<void>
  /** Records waiting for Kafka. */
  readonly pending: number
  /** Whether the last contact with Kafka succeeded; false before the first. */
  readonly connected: boolean
  close(): Promise<void>
}

/** Keys of the stations an edge holds, several times over. */
const maxCachedKeys = 100_000

/** Resolves when all have; rejects, with the first failure of any, when all are settled. */
async function settled(all: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(all)) if (result.status === 'rejected') throw result.reason
}

interface Enqueuer {
  enqueue(records: readonly OutgoingRecord[]): Promise<void>
  /** Records that are not settled. */
  readonly pending: number
}

/** Puts records into the queue, each under a span `send <topic>` where its trace is sampled; the others keep the traceparent they came with. */
function enqueuer(queue: Queue, topicPrefix: string): Enqueuer {
  const hashOf = cachedHash(maxCachedKeys)
  let pending = 0
  // The names are looked up with every record: they are joined once.
  const topics = new Map<string, string>()

  function prefixed(topic: string): string {
    const known = topics.get(topic)
    if (known !== undefined) return known
    topics.set(topic, topicPrefix + topic)
    return topicPrefix + topic
  }

  function push(record: OutgoingRecord, settle: (failure?: Failure) => void): void {
    const { key, value, headers } = record
    const hash = key === null ? 0 : typeof key === 'string' ? hashOf(key) : murmur2(key)
    pending += 1
    queue.push({
      topic: prefixed(record.topic),
      message: { key, value, headers, partition: hash },
      bytes: (value?.length ?? 0) + overheadBytes,
      settle,
    })
  }

  function pushed(record: OutgoingRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      push(record, failure => {
        pending -= 1
        if (failure === undefined) resolve()
        else reject(failure)
      })
    })
  }

  function pushTraced(record: OutgoingRecord, traceparent: string | undefined): Promise<void> {
    const attributes = sendAttributes(record.topic)
    return withSpan(
      `send ${record.topic}`,
      { kind: SpanKind.PRODUCER, attributes, parent: contextFrom(traceparent) },
      () => {
        const own = currentTraceparent()
        if (own !== undefined) record.headers.traceparent = own
        return pushed(record)
      },
    )
  }

  function one(record: OutgoingRecord): Promise<void> {
    const traceparent = headerText(record.headers, 'traceparent')
    return traceparent?.endsWith('-00') ? pushed(record) : pushTraced(record, traceparent)
  }

  function enqueue(records: readonly OutgoingRecord[]): Promise<void> {
    const [only] = records
    if (only === undefined) return Promise.resolve()
    if (records.length === 1) return one(only)
    return settled(records.map(one))
  }

  return {
    enqueue,
    get pending() {
      return pending
    },
  }
}

/** Key and headers of one of our records, roughly. */
const overheadBytes = 400

function sendAttributes(topic: string): Record<string, string> {
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
    'messaging.destination.name': topic,
  }
}

/**
 * Opens a producer; does not wait for Kafka. Idempotent, acks=all, one batch under way: what arrives meanwhile goes out together in the next.
 */
export async function openProducer(options: ProducerOptions): Promise<EventProducer> {
  const { source, topicPrefix, lingerMs = 2, maxPending = 100_000, closeTimeoutMs = 10_000 } = options
  const patient = new Set(options.patientTopics?.map(topic => topicPrefix + topic))
  const delivery = openDelivery(openSender(options))
  const queue = openQueue(delivery, lingerMs, topic => patient.has(topic))
  const records = enqueuer(queue, topicPrefix)
  let closed = false

  function publishRecords(more: readonly OutgoingRecord[]): Promise<void> {
    if (closed) return Promise.reject(fail('unavailable', 'the event producer is closed'))
    if (records.pending + more.length > maxPending) {
      return Promise.reject(fail('resource_exhausted', `${records.pending} events are waiting for Kafka already`))
    }
    return records.enqueue(more)
  }

  return {
    publish(event) {
      try {
        return publishRecords([encodeEvent(event, source)])
      } catch (error) {
        return Promise.reject(error)
      }
    },
    publishRecords,
    get pending() {
      return records.pending
    },
    get connected() {
      return delivery.connected
    },
    async close() {
      closed = true
      const deadline = new AbortController()
      await Promise.race([
        queue.drained(),
        sleep(closeTimeoutMs, undefined, { signal: deadline.signal }).catch(() => undefined),
      ])
      deadline.abort()
      for (const entry of queue.clear()) entry.settle(fail('unavailable', 'closed before Kafka took the event'))
      await delivery.abandon()
    },
  }
}
