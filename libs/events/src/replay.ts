// Gives dead letters another chance.
import { setTimeout as sleep } from 'node:timers/promises'
import { revive } from './consumer/dead-letter.ts'
import { type Extent, extentsOf } from './consumer/realign.ts'
import { supervise } from './consumer/supervise.ts'
import { headerText, type OutgoingRecord } from './event.ts'
import { type Admin, type EachBatchPayload, type KafkaOptions, kafkaClient } from './kafka.ts'
import { openProducer } from './producer/producer.ts'
import { deadTopicOf, type Topic } from './topics.ts'

export interface ReplayOptions extends KafkaOptions {
  /** The topic the records came from. */
  topic: Topic
  /** The group that could not process them. */
  group: string
}

const pollMs = 200

/** Whether the replay has come as far as the topic reached when it began. */
async function reached(
  admin: Admin,
  groupId: string,
  topic: string,
  goal: ReadonlyMap<number, Extent>,
): Promise<boolean> {
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] })
  const at = new Map(committed?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]))
  return [...goal].every(([partition, { low, high }]) => high === low || (at.get(partition) ?? -1n) >= high)
}

/**
 * Publishes the dead letters of a topic and group again, to that topic, with their own key, bytes and headers; returns how many. Where the last replay ended is kept as
 * the committed offset of the group `<group>.replay`; it moves after the records are acknowledged, so a replay that dies
 * is repeated from there, and may publish some twice: their ids are the same. Every group of the topic sees the records again.
 */
export async function replayDeadLetters(options: ReplayOptions): Promise<number> {
  const { topic, group, topicPrefix } = options
  const groupId = `${topicPrefix}${group}.replay`
  const deadTopic = topicPrefix + deadTopicOf(topic)
  const admin = kafkaClient(options).admin()
  const producer = await openProducer({ ...options, source: '/chargeplane/replay' })
  let count = 0

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload
    const records: OutgoingRecord[] = []
    for (const { key, value, headers = {} } of batch.messages) {
      if (headerText(headers, 'dlq_group') === group) records.push(revive(topic, { key, value, headers }))
    }
    await producer.publishRecords(records)
    payload.resolveOffset(batch.lastOffset())
    await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets())
    count += records.length
  }

  try {
    await admin.connect()
    const goal = await extentsOf(admin, deadTopic)
    if (await reached(admin, groupId, deadTopic, goal)) return 0
    const life = { assigned: () => undefined, eachBatch, close: async () => undefined }
    const reader = supervise({
      ...options,
      groupId,
      topics: [deadTopic],
      concurrency: 1,
      sessionTimeoutMs: 15_000,
      begin: async () => life,
    })
    try {
      while (!(await reached(admin, groupId, deadTopic, goal))) await sleep(pollMs)
    } finally {
      await reader.close()
    }
    return count
  } finally {
    await producer.close()
    await admin.disconnect().catch(() => undefined)
  }
}
