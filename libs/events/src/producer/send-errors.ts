// What an error of a send means for the batch and for the producer that sent it.
import { KafkaJSError, KafkaJSProtocolError } from '../kafka.ts'

/** What the broker says of the records themselves: repeating can't help. */
const refusalTypes = new Set([
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
export function errorType(error: unknown): string {
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
export function passes(error: unknown): boolean {
  const root = rootCause(error)
  return root instanceof KafkaJSError && root.retriable && errorType(root) !== 'UNKNOWN_TOPIC_OR_PARTITION'
}

/** Whether the broker refused the records themselves. */
export function isRefusal(error: unknown): boolean {
  return refusalTypes.has(errorType(error))
}
