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

/** One promise for any number of records. */
class Waiter {
  readonly promise: Promise<void>
  private remaining: number
  private failure: Failure | undefined
  private resolve: () => void = () => undefined
  private reject: (failure: Failure) => void = () => undefined

  constructor(records: number) {
    this.remaining = records
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }

  settle(failure?: Failure): void {
    this.failure ??= failure
    this.remaining--
    if (this.remaining > 0) return
    if (this.failure) this.reject(this.failure)
    else this.resolve()
  }
}

/** Puts records into the queue, each under a span `send <topic>` where its trace is sampled; the others keep the traceparent they came with. */
function enqueuer(queue: Queue, topicPrefix: string): (records: readonly OutgoingRecord[]) => Promise<void> {
  const hashOf = cachedHash(maxCachedKeys)

  function push(record: OutgoingRecord, waiter: Waiter): void {
    const { key, value, headers } = record
    const hash = key === null ? 0 : typeof key === 'string' ? hashOf(key) : murmur2(key)
    queue.push({
      topic: topicPrefix + record.topic,
      message: { key, value, headers, partition: hash },
      bytes: (value?.length ?? 0) + overheadBytes,
      settle: failure => waiter.settle(failure),
    })
  }

  function pushTraced(record: OutgoingRecord, traceparent: string | undefined, waiter: Waiter): void {
    const attributes = sendAttributes(record.topic)
    const sent = withSpan(
      `send ${record.topic}`,
      { kind: SpanKind.PRODUCER, attributes, parent: contextFrom(traceparent) },
      () => {
        const own = currentTraceparent()
        if (own !== undefined) record.headers.traceparent = own
        const single = new Waiter(1)
        push(record, single)
        return single.promise
      },
    )
    sent.then(
      () => waiter.settle(),
      failure => waiter.settle(failure),
    )
  }

  return records => {
    if (records.length === 0) return Promise.resolve()
    const waiter = new Waiter(records.length)
    for (const record of records) {
      const traceparent = headerText(record.headers, 'traceparent')
      if (traceparent?.endsWith('-00')) push(record, waiter)
      else pushTraced(record, traceparent, waiter)
    }
    return waiter.promise
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
  const delivery = openDelivery(openSender(options))
  const queue = openQueue(delivery, lingerMs)
  const enqueue = enqueuer(queue, topicPrefix)
  let closed = false

  function publishRecords(records: readonly OutgoingRecord[]): Promise<void> {
    if (closed) return Promise.reject(fail('unavailable', 'the event producer is closed'))
    if (queue.pending + records.length > maxPending) {
      return Promise.reject(fail('resource_exhausted', `${queue.pending} events are waiting for Kafka already`))
    }
    return enqueue(records)
  }

  return {
    async publish(event) {
      await publishRecords([encodeEvent(event, source)])
    },
    publishRecords,
    get pending() {
      return queue.pending
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
