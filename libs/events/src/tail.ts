// Watching topics live: for the event stream of the gateway, caches and the command line.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { toFailure } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import { consumerPace } from './consumer/pace.ts'
import { extentsOf } from './consumer/realign.ts'
import { type Life, supervise } from './consumer/supervise.ts'
import { type AnyReceivedEvent, decodeAnyEvent, typeOf } from './event.ts'
import { type EventType, isEventType } from './event-types.ts'
import { type Consumer, type EachBatchPayload, type KafkaClient, type KafkaOptions, kafkaClient } from './kafka.ts'
import type { Topic } from './topics.ts'

export interface TailOptions extends KafkaOptions {
  topics: readonly Topic[]
  /** True: everything that is kept; false: what comes from now on. */
  fromBeginning: boolean
  /** Asked before a record is decoded, which costs more than everything else here; default: every type is. */
  wanted?(type: EventType): boolean
  /** Called in order per key. Must not throw; what it throws is logged and lost. */
  onEvent(event: AnyReceivedEvent): void
}

export interface EventTail {
  /** Resolves when the position at every partition is known: every event published after that is seen. */
  ready(): Promise<void>
  close(): Promise<void>
}

const log = logger('tail')
/** Partitions of one fetch that are shown, and then rest, at the same time; showing is done in one go, so their number costs nothing. */
const batchesAtOnce = 64
const patienceMs = 5000

/** Next offset to read by topic (with prefix) and partition. */
type Places = Map<string, Map<number, bigint>>

async function begin(kafka: KafkaClient, topics: readonly string[], fromBeginning: boolean): Promise<Places> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    const places: Places = new Map()
    for (const topic of topics) {
      const extents = await extentsOf(admin, topic)
      places.set(
        topic,
        new Map([...extents].map(([partition, { low, high }]) => [partition, fromBeginning ? low : high])),
      )
    }
    return places
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

/** Nothing is committed, so Kafka drops the group by itself some time after its only member has gone; this does it now. */
async function forgetGroup(options: KafkaOptions, groupId: string): Promise<void> {
  const admin = kafkaClient(options).admin({ retry: { retries: 1 } })
  try {
    await admin.connect()
    await admin.deleteGroups([groupId])
  } catch (error) {
    log.debug('group left to expire', { group: groupId, error })
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

function deliver(options: TailOptions, payload: EachBatchPayload, places: Places): void {
  const { topic, partition, messages } = payload.batch
  for (const { offset, key, value, headers = {} } of messages) {
    const place = places.get(topic)
    if (BigInt(offset) < (place?.get(partition) ?? 0n)) continue
    place?.set(partition, BigInt(offset) + 1n)
    try {
      const record = { topic: topic.slice(options.topicPrefix.length), partition, offset, key, value, headers }
      const type = typeOf(record)
      if (isEventType(type) && options.wanted?.(type) !== false) options.onEvent(decodeAnyEvent(type, record))
    } catch (error) {
      log.warn('event could not be shown', { topic, partition, offset, error: toFailure(error) })
    }
  }
  payload.resolveOffset(payload.batch.lastOffset())
}

/**
 * Watches topics with a consumer group of its own that leaves no trace. Where it stands is remembered here, so nothing is missed or repeated when Kafka comes and
 * goes. Resolves when in place; when Kafka is away, after 5 s, and goes on trying: `ready` tells.
 */
export async function tailEvents(options: TailOptions): Promise<EventTail> {
  const groupId = `${options.topicPrefix}tail-${randomUUID()}`
  const names = options.topics.map(topic => options.topicPrefix + topic)
  const { rest } = consumerPace(batchesAtOnce)
  let places: Places | undefined

  async function live(kafka: KafkaClient, consumer: Consumer): Promise<Life> {
    const known = places ?? (await begin(kafka, names, options.fromBeginning))
    places = known
    return {
      assigned(assignment) {
        for (const [topic, partitions] of Object.entries(assignment)) {
          for (const partition of partitions) {
            // A partition added later is read from its first record.
            consumer.seek({ topic, partition, offset: String(known.get(topic)?.get(partition) ?? 0n) })
          }
        }
      },
      async eachBatch(payload) {
        const started = performance.now()
        deliver(options, payload, known)
        await rest(started, payload.batch.messages.length)
      },
      close: async () => undefined,
    }
  }

  const tail = supervise({
    ...options,
    groupId,
    topics: names,
    concurrency: batchesAtOnce,
    sessionTimeoutMs: 15_000,
    begin: live,
  })
  const patience = new AbortController()
  await Promise.race([tail.ready(), sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined)])
  patience.abort()
  return {
    ready: tail.ready,
    async close() {
      await tail.close()
      if (places) await forgetGroup(options, groupId)
    },
  }
}
