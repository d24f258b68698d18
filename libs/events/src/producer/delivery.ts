// Gets one batch into Kafka, however long that takes: the part of the producer that knows kafkajs.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Failure, fail } from '@chargeplane/failure'
import { logger, metrics } from '@chargeplane/telemetry'
import {
  KafkaJSError,
  KafkaJSProtocolError,
  type KafkaOptions,
  kafkaClient,
  type Message,
  type Producer,
  patientRetry,
} from '../kafka.ts'
import { installFastProduce } from './produce-request.ts'

/** A record in the queue. `message.partition` holds the hash of the key; the partitioner takes it modulo the topic's partitions. */
export interface Entry {
  topic: string
  message: Message
  bytes: number
  settle(failure?: Failure): void
}

export interface Delivery {
  /** Settles every entry of the batch. Never rejects; returns early, entries unsettled, only after `abandon`. */
  deliver(batch: readonly Entry[]): Promise<void>
  /** Whether the last contact with Kafka succeeded. */
  readonly connected: boolean
  /** Stops repeating and disconnects. */
  abandon(): Promise<void>
}

const log = logger('producer')
const retryMs = 500

/** What the broker says of the records themselves: repeating can't help. */
const refusals = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
])

function rootCause(error: unknown): unknown {
  let root = error
  for (let depth = 0; depth < 10 && root instanceof Error && root.cause instanceof Error; depth++) root = root.cause
  return root
}

/** The protocol's name of an error (`NOT_LEADER_FOR_PARTITION`), or its class's when it is not Kafka that speaks. */
function errorType(error: unknown): string {
  const root = rootCause(error)
  if (root instanceof KafkaJSProtocolError) return root.type
  return root instanceof Error ? root.name : 'unknown'
}

/**
 * Whether the same producer may send the same batch again. Yes for what passes by itself: broker or leader away, time-outs. Its sequence numbers then
 * let the broker recognise what it has already. Anything else, such as a producer id the broker has forgotten (OUT_OF_ORDER_SEQUENCE_NUMBER,
 * UNKNOWN_PRODUCER_ID, an old epoch), needs a new producer, and what was written before may be written twice: consumers know it by its id.
 * So does a topic that is gone: kafkajs asks for every topic it ever sent to, and gets no metadata at all while one of them is missing.
 */
function passes(error: unknown): boolean {
  const root = rootCause(error)
  return root instanceof KafkaJSError && root.retriable && errorType(root) !== 'UNKNOWN_TOPIC_OR_PARTITION'
}

/** Entries by topic, as kafkajs wants them. */
function byTopic(batch: readonly Entry[]): Map<string, Message[]> {
  const messages = new Map<string, Message[]>()
  for (const { topic, message } of batch) {
    const known = messages.get(topic)
    if (known) known.push(message)
    else messages.set(topic, [message])
  }
  return messages
}

export function openDelivery(options: KafkaOptions): Delivery {
  installFastProduce()
  const kafka = kafkaClient(options)
  const partitionCounts = new Map<string, number>()
  let current: Producer | undefined
  let last: Producer | undefined
  let connected = false
  let abandoned = false

  const partitioner = () => (args: { topic: string; partitionMetadata: unknown[]; message: Message }) => {
    partitionCounts.set(args.topic, args.partitionMetadata.length)
    return (args.message.partition ?? 0) % args.partitionMetadata.length
  }

  async function producer(): Promise<Producer> {
    if (current) return current
    const fresh = kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      createPartitioner: partitioner,
      // Inside, a repetition knows which brokers have their part of the batch already; out here it does not.
      retry: patientRetry,
    })
    last = fresh
    try {
      await fresh.connect()
    } catch (error) {
      await fresh.disconnect().catch(() => undefined)
      throw error
    }
    current = fresh
    return fresh
  }

  /** What kafkajs still had under way when it was disconnected connects it again: the last word is a second disconnect. */
  async function afterAbandon(): Promise<void> {
    await last?.disconnect().catch(() => undefined)
  }

  async function discard(): Promise<void> {
    const old = current
    current = undefined
    await old?.disconnect().catch(() => undefined)
  }

  /**
   * Sends once and returns what is not acknowledged. With several brokers kafkajs can report success although a partition that changed its leader
   * between two attempts was never sent; the acknowledged partitions are therefore compared with those of the batch.
   */
  async function sendOnce(batch: readonly Entry[]): Promise<Entry[]> {
    const started = performance.now()
    const messages = byTopic(batch)
    const acknowledged = new Map<string, Set<number>>()
    for (const topic of messages.keys()) acknowledged.set(topic, new Set())
    const sender = await producer()
    const response = await sender.sendBatch({
      acks: -1,
      topicMessages: [...messages].map(([topic, list]) => ({ topic, messages: list })),
    })
    for (const { topicName, partition } of response) acknowledged.get(topicName)?.add(partition)
    const seconds = (performance.now() - started) / 1000
    for (const topic of messages.keys()) recordSend(topic.slice(options.topicPrefix.length), seconds)
    return batch.filter(({ topic, message }) => {
      const partition = (message.partition ?? 0) % (partitionCounts.get(topic) ?? 1)
      return acknowledged.get(topic)?.has(partition) !== true
    })
  }

  async function afterError(error: unknown, batch: readonly Entry[], attempt: number): Promise<void> {
    connected = false
    const type = errorType(error)
    const attributes = { type, attempt, records: batch.length, topics: [...byTopic(batch).keys()], error }
    // An hour of this is an outage that an operator must see; a broker that restarts is not.
    if (attempt > 0 && attempt % 60 === 0) log.error('Kafka has not taken events for long; still trying', attributes)
    else log.warn('Kafka did not take events; trying again', attributes)
    if (!passes(error)) await discard()
    await sleep(retryMs)
  }

  /** Halves the batch until the refused record stands alone, so that only it fails. */
  async function isolate(error: unknown, batch: readonly Entry[]): Promise<void> {
    await discard()
    const [only, ...others] = batch
    if (only && others.length === 0) {
      only.settle(
        fail('invalid_argument', `Kafka refused a record: ${errorType(error)}`, { field: 'data', cause: error }),
      )
      return
    }
    const half = Math.ceil(batch.length / 2)
    await deliver(batch.slice(0, half))
    await deliver(batch.slice(half))
  }

  async function deliver(batch: readonly Entry[]): Promise<void> {
    let rest = batch
    for (let attempt = 0; rest.length > 0 && !abandoned; attempt++) {
      try {
        const missing = new Set(await sendOnce(rest))
        connected = true
        for (const entry of rest) if (!missing.has(entry)) entry.settle()
        rest = [...missing]
      } catch (error) {
        if (refusals.has(errorType(error))) return isolate(error, rest)
        await afterError(error, rest, attempt)
      }
    }
    if (abandoned) await afterAbandon()
  }

  return {
    deliver,
    get connected() {
      return connected
    },
    async abandon() {
      abandoned = true
      await discard()
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
