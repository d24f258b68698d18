// Makes the topics that are missing.
import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import {
  type Admin,
  type ITopicConfig,
  KafkaJSAggregateError,
  KafkaJSProtocolError,
  kafkaClient,
  patientRetry,
} from './kafka.ts'
import { topics } from './topics.ts'

export interface EnsureTopicsOptions {
  brokers: string[]
  topicPrefix: string
  /** For topics of events; default as in `topics`. */
  partitions?: number
  /** Default: the brokers' own default. */
  replicationFactor?: number
}

const log = logger('topics')
const brokerDefault = -1
const leaderCheckMs = 100
/** Half a minute: a broker under load takes seconds. */
const maxLeaderChecks = 300
/** A dead letter is a record of up to a megabyte, which every broker takes, with some headers more. */
const deadLetterBytes = 1_200_000

function wanted({ topicPrefix, partitions, replicationFactor = brokerDefault }: EnsureTopicsOptions): ITopicConfig[] {
  return Object.entries(topics).map(([name, row]) => {
    const dead = name.endsWith('.dead')
    const config: Record<string, string> = { 'cleanup.policy': 'delete', 'retention.ms': String(row.retentionMs) }
    // With three replicas one may be away; an acknowledged event is then still on two.
    if (replicationFactor >= 3) config['min.insync.replicas'] = '2'
    if (dead) config['max.message.bytes'] = String(deadLetterBytes)
    return {
      topic: topicPrefix + name,
      numPartitions: dead ? row.partitions : (partitions ?? row.partitions),
      replicationFactor,
      configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    }
  })
}

/** Whether every partition has a leader that the brokers tell us of. */
async function haveLeaders(admin: Admin, names: string[]): Promise<boolean> {
  try {
    const { topics: known } = await admin.fetchTopicMetadata({ topics: names })
    return known.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))
  } catch (error) {
    if (error instanceof KafkaJSProtocolError && error.retriable) return false
    throw fail('unavailable', 'Kafka did not create the topics', { cause: error })
  }
}

/**
 * Creates topics and waits until they can be used. kafkajs' own waitForLeaders gives up when a broker has not heard of a topic that was made
 * a moment ago.
 */
export async function createTopics(admin: Admin, missing: ITopicConfig[]): Promise<void> {
  try {
    await admin.createTopics({ topics: missing, waitForLeaders: false })
  } catch (error) {
    // Somebody else made some of them at this moment; the rest is made regardless.
    const errors = error instanceof KafkaJSAggregateError ? error.errors : [error]
    const serious = errors.find(one => !(one instanceof KafkaJSProtocolError && one.type === 'TOPIC_ALREADY_EXISTS'))
    if (serious !== undefined) throw fail('unavailable', 'Kafka did not create the topics', { cause: serious })
  }
  const names = missing.map(({ topic }) => topic)
  for (let check = 0; !(await haveLeaders(admin, names)); check++) {
    if (check === maxLeaderChecks) throw fail('unavailable', 'Kafka created topics that have no leader')
    await sleep(leaderCheckMs)
  }
}

/**
 * Creates every topic that is missing, dead ones included; idempotent, also when several processes do it at once. An existing topic keeps its
 * configuration and its number of partitions: changing the latter would move keys and break their order.
 */
export async function ensureTopics(options: EnsureTopicsOptions): Promise<void> {
  const admin = kafkaClient({ ...options, clientId: 'chargeplane-topics' }).admin({ retry: patientRetry })
  try {
    await admin.connect()
    const existing = new Set(await admin.listTopics())
    const missing = wanted(options).filter(({ topic }) => !existing.has(topic))
    if (missing.length === 0) return
    await createTopics(admin, missing)
    log.info('topics created', { topics: missing.map(({ topic }) => topic) })
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}
