// Everything that stands in the topics of stations, in the order in which it stands there.
import { type AnyReceivedEvent, type Topic, tailEvents } from '@chargeplane/events'
import kafkajs from 'kafkajs'
import { until } from '../../harness/until.ts'
import { contentOf } from './content.ts'

export interface TopicRecord {
  topic: string
  type: string
  id: string
  station: string
  epoch: number
  /** 0: not said by an edge. */
  sequence: number
  edge: string
  action: string
  /** As `contentOf`; empty for what is no message of a station. */
  content: string
  /** StationDisconnected. */
  reason: string
  receivedAt: number
}

const topics: readonly Topic[] = ['ocpp.connections', 'ocpp.transactions', 'ocpp.stations', 'ocpp.commands']

interface From {
  kafkaBrokers: string
  topicPrefix: string
}

/** Reads from the first record to the one that is last now. */
export async function readTopics({ kafkaBrokers, topicPrefix }: From): Promise<TopicRecord[]> {
  const brokers = kafkaBrokers.split(',')
  const ends = await endsOf(brokers, topicPrefix)
  const records: TopicRecord[] = []
  const tail = await tailEvents({
    brokers,
    clientId: 'chaos',
    topicPrefix,
    topics,
    fromBeginning: true,
    onEvent(event) {
      const place = `${event.topic}/${event.partition}`
      if (BigInt(event.offset) + 1n >= (ends.get(place) ?? 0n)) ends.delete(place)
      const record = recordOf(event)
      if (record !== undefined) records.push(record)
    },
  })
  try {
    await until(() => ends.size === 0, {
      what: `the topics to be read (${[...ends.keys()].join(', ')})`,
      withinMs: 120_000,
      everyMs: 20,
    })
    return records
  } finally {
    await tail.close()
  }
}

/** Next offset of every partition that has a record. */
async function endsOf(brokers: string[], topicPrefix: string): Promise<Map<string, bigint>> {
  const { Kafka, logLevel } = kafkajs
  const admin = new Kafka({ clientId: 'chaos', brokers, logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const ends = new Map<string, bigint>()
    for (const topic of topics) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topicPrefix + topic)) {
        if (high !== '0') ends.set(`${topic}/${partition}`, BigInt(high))
      }
    }
    return ends
  } finally {
    await admin.disconnect()
  }
}

function recordOf({ topic, type, id, data }: AnyReceivedEvent): TopicRecord | undefined {
  if (!('origin' in data) || data.origin === undefined) return undefined
  const { stationId, epoch, sequence, edgeId, action, rawPayload, receivedAt } = data.origin
  return {
    topic,
    type: type.slice(type.lastIndexOf('.') + 1),
    id,
    station: stationId,
    epoch: Number(epoch),
    sequence,
    edge: edgeId,
    action,
    content: rawPayload === '' ? '' : contentOf(JSON.parse(rawPayload)),
    reason: 'reason' in data && typeof data.reason === 'string' ? data.reason : '',
    receivedAt: Date.parse(receivedAt),
  }
}
