// One send of one batch, and the kafkajs producer behind it.
import { metrics } from '@chargeplane/telemetry'
import { type KafkaOptions, kafkaClient, type Message, type Producer, patientRetry } from '../kafka.ts'
import { installFastProduce } from './produce-request.ts'

/** What a send needs of a record. `message.partition` holds the hash of the key; the partitioner takes it modulo the topic's partitions. */
export interface Sendable {
  topic: string
  message: Message
}

export interface Sender {
  /** Sends once; resolves to what was not acknowledged, which is to be sent again. */
  send<T extends Sendable>(batch: readonly T[]): Promise<T[]>
  /** Ends the kafkajs producer; the next send has a new one, with a new identity. */
  discard(): Promise<void>
}

/** Entries by topic, as kafkajs wants them. */
export function byTopic(batch: readonly Sendable[]): Map<string, Message[]> {
  const messages = new Map<string, Message[]>()
  for (const { topic, message } of batch) {
    const known = messages.get(topic)
    if (known) known.push(message)
    else messages.set(topic, [message])
  }
  return messages
}

/** Makes kafkajs producers, one at a time, each when it is needed. */
function producerFactory(options: KafkaOptions, partitioner: () => (args: PartitionerInput) => number) {
  const kafka = kafkaClient(options)
  let current: Producer | undefined
  let last: Producer | undefined

  return {
    async get(): Promise<Producer> {
      if (current) return current
      last = kafka.producer({
        idempotent: true,
        allowAutoTopicCreation: false,
        createPartitioner: partitioner,
        // Inside, a repetition knows which brokers have their part of the batch already; out here it does not.
        retry: patientRetry,
      })
      const fresh = last
      try {
        await fresh.connect()
      } catch (error) {
        await fresh.disconnect().catch(() => undefined)
        throw error
      }
      current = fresh
      return fresh
    },
    /** Also of one that is discarded already: what kafkajs had under way then connects it again. */
    async discard(): Promise<void> {
      current = undefined
      await last?.disconnect().catch(() => undefined)
    },
  }
}

interface PartitionerInput {
  topic: string
  partitionMetadata: unknown[]
  message: Message
}

export function openSender(options: KafkaOptions): Sender {
  installFastProduce()
  const partitionCounts = new Map<string, number>()
  const producers = producerFactory(options, () => ({ topic, partitionMetadata, message }) => {
    partitionCounts.set(topic, partitionMetadata.length)
    return (message.partition ?? 0) % partitionMetadata.length
  })

  return {
    discard: producers.discard,
    // With several brokers kafkajs can report success although a partition that changed its leader between two of its attempts was never
    // sent; the acknowledged partitions are therefore compared with those of the batch.
    async send(batch) {
      const producer = await producers.get()
      const started = performance.now()
      const messages = byTopic(batch)
      const response = await producer.sendBatch({
        acks: -1,
        topicMessages: [...messages].map(([topic, list]) => ({ topic, messages: list })),
      })
      const seconds = (performance.now() - started) / 1000
      const acknowledged = new Map<string, Set<number>>()
      for (const topic of messages.keys()) {
        acknowledged.set(topic, new Set())
        recordSend(topic.slice(options.topicPrefix.length), seconds)
      }
      for (const { topicName, partition } of response) acknowledged.get(topicName)?.add(partition)
      return batch.filter(({ topic, message }) => {
        const partition = (message.partition ?? 0) % (partitionCounts.get(topic) ?? 1)
        return acknowledged.get(topic)?.has(partition) !== true
      })
    },
  }
}

function recordSend(topic: string, seconds: number): void {
  metrics.messagingClientOperationDuration.record(seconds, {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
    'messaging.destination.name': topic,
  })
}
