// The topics there are; docs/events.md and AsyncAPI speak of these.

const day = 86_400_000

interface TopicRow {
  partitions: number
  retentionMs: number
}

const defaultPartitions = 12

/**
 * Facts that money or state rests on stay a month, so that a projection can be rebuilt; what only shows the present, a week. Dead letters wait
 * for a person, and are few: one partition.
 */
const retention = {
  'ocpp.connections': 7 * day,
  'ocpp.transactions': 30 * day,
  'ocpp.stations': 7 * day,
  'ocpp.commands': 7 * day,
  'stations.events': 30 * day,
  'authorization.events': 30 * day,
  'transactions.events': 30 * day,
  'smart-charging.events': 7 * day,
  'billing.events': 30 * day,
} as const

/** A topic that carries events. */
export type Topic = keyof typeof retention
/** Where records of a topic go that could not be processed. */
export type DeadTopic = `${Topic}.dead`

const sourceTopics = Object.keys(retention) as readonly Topic[]

/** Every topic with its dead one, as `ensureTopics` makes them; names are without the installation's prefix. */
export const topics = Object.fromEntries(
  sourceTopics.flatMap(topic => [
    [topic, { partitions: defaultPartitions, retentionMs: retention[topic] }],
    [deadTopicOf(topic), { partitions: 1, retentionMs: 90 * day }],
  ]),
) as Readonly<Record<Topic | DeadTopic, TopicRow>>

export function deadTopicOf(topic: Topic): DeadTopic {
  return `${topic}.dead`
}
