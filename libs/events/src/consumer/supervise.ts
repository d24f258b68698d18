// Keeps a kafkajs consumer alive: whatever ends it, a new one begins, until it is told to stop.
import { setTimeout as sleep } from 'node:timers/promises'
import { logger } from '@chargeplane/telemetry'
import {
  type Consumer,
  type EachBatchPayload,
  type KafkaClient,
  type KafkaOptions,
  kafkaClient,
  retry,
} from '../kafka.ts'

/** What a consumer does between one start and its end. */
export interface Life {
  /** Called with each assignment (topic -> partitions) before anything is fetched under it. */
  assigned(assignment: Record<string, number[]>): void
  eachBatch(payload: EachBatchPayload): Promise<void>
  close(): Promise<void>
}

export interface SuperviseOptions extends KafkaOptions {
  /** With the installation's prefix, as are the topics. */
  groupId: string
  topics: readonly string[]
  concurrency: number
  sessionTimeoutMs: number
  /** Prepares a life for a consumer that is not connected yet. */
  begin(kafka: KafkaClient, consumer: Consumer): Promise<Life>
}

export interface Supervised {
  /** Resolves once the group was joined for the first time. */
  ready(): Promise<void>
  /** Lets the batches under way end, leaves the group and disconnects. */
  close(): Promise<void>
}

const log = logger('consumer')
const restartMs = 1000

function openConsumer(kafka: KafkaClient, { groupId, sessionTimeoutMs }: SuperviseOptions): Consumer {
  return kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    sessionTimeout: sessionTimeoutMs,
    // Also how soon a member hears that another has come and its partitions are to be shared.
    heartbeatInterval: 1000,
    rebalanceTimeout: 60_000,
    // Short, so that leaving does not wait long for an empty fetch.
    maxWaitTimeInMs: 500,
    // Never by itself: the next life begins with nothing of what this one believed.
    retry: { ...retry, restartOnFailure: async () => false },
  })
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** One life of a consumer. Resolves when it has crashed, which it does not survive, or when it is to end before it ran. */
async function live(
  consumer: Consumer,
  life: Life,
  options: SuperviseOptions,
  closing: AbortSignal,
  joined: () => void,
): Promise<void> {
  const { groupId, topics, concurrency } = options
  const crashed = Promise.withResolvers<void>()
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    log.warn('consumer lost its group; starting anew', { group: groupId, error: payload.error })
    crashed.resolve()
  })
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    life.assigned(payload.memberAssignment)
    joined()
  })
  await consumer.connect()
  if (closing.aborted) return
  await consumer.subscribe({ topics: [...topics], fromBeginning: true })
  if (closing.aborted) return
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: concurrency,
    eachBatch: payload => life.eachBatch(payload),
  })
  await crashed.promise
}

/** Starts and returns at once; Kafka, or a topic, that is not there is waited for. */
export function supervise(options: SuperviseOptions): Supervised {
  const { groupId, topics } = options
  const closing = new AbortController()
  const joined = Promise.withResolvers<void>()

  async function liveOnce(): Promise<void> {
    const kafka = kafkaClient(options)
    const consumer = openConsumer(kafka, options)
    let life: Life | undefined
    try {
      life = await options.begin(kafka, consumer)
      await Promise.race([live(consumer, life, options, closing.signal, joined.resolve), whenAborted(closing.signal)])
    } finally {
      await consumer.disconnect().catch(error => log.warn('consumer did not leave properly', { group: groupId, error }))
      await life?.close()
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await liveOnce()
      } catch (error) {
        log.warn('consumer waits for Kafka', { group: groupId, topics, error })
        await sleep(restartMs, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    }
  }

  const running = run()
  return {
    ready: () => joined.promise,
    async close() {
      closing.abort()
      await running
    },
  }
}
