// How every Kafka client here is made, and where kafkajs' log goes.
import { logger } from '@chargeplane/telemetry'
import kafkajs from 'kafkajs'
import { quietQueues } from './quiet-queues.ts'

const { Kafka, logLevel } = kafkajs
export const { KafkaJSAggregateError, KafkaJSError, KafkaJSProtocolError } = kafkajs
export type {
  Admin,
  Consumer,
  EachBatchPayload,
  ITopicConfig,
  Kafka as KafkaClient,
  KafkaMessage,
  Message,
  Producer,
} from 'kafkajs'

export interface KafkaOptions {
  /** host:port of some brokers; the others are learnt from them. */
  brokers: string[]
  clientId: string
  /** Put before every topic and group name, so that several installations share a cluster; may be empty. */
  topicPrefix: string
}

const log = logger('kafka')

/**
 * kafkajs says `error` of every attempt that it goes on to repeat. Whatever it can't get over reaches the code around it, which decides what an
 * operator must look at; so nothing from in here is above warn.
 */
function write({ namespace, level, log: entry }: kafkajs.LogEntry): void {
  const { message, logger: _logger, timestamp: _timestamp, stack: _stack, ...attributes } = entry
  // It would have a producer repeat inside for ever, where one could neither close it nor change what is stuck.
  if (message.startsWith('Limiting retries for the idempotent producer')) return
  const line = `${namespace || 'kafkajs'}: ${message}`
  // What a connection says, whoever asked over it says again.
  if (level <= logLevel.WARN && namespace !== 'Connection') log.warn(line, attributes)
  else log.debug(line, attributes)
}

/** A call that can't reach Kafka gives up after some 3 s; whoever must not give up repeats it, and can be closed in between. */
export const retry = { initialRetryTime: 100, maxRetryTime: 3000, retries: 5 }
/** Some 20 s: as long as a cluster takes to choose another leader for the partitions of a broker that died. */
export const patientRetry = { ...retry, retries: 10 }

/** A kafkajs client. */
export function kafkaClient({ brokers, clientId }: KafkaOptions): kafkajs.Kafka {
  quietQueues()
  return new Kafka({
    brokers,
    clientId,
    connectionTimeout: 3000,
    requestTimeout: 15_000,
    retry,
    logLevel: logLevel.INFO,
    logCreator: () => write,
  })
}
