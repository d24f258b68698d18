// One record: read, then given to its handler under a span.
import type { Queryable } from '@chargeplane/database'
import { type Failure, toFailure } from '@chargeplane/failure'
import { contextFrom, metrics, SpanKind, withSpan } from '@chargeplane/telemetry'
import {
  decodeEvent,
  encodeEvent,
  type IncomingRecord,
  type OutgoingRecord,
  type ReceivedEvent,
  typeOf,
} from '../event.ts'
import { type EventType, isEventType } from '../event-types.ts'
import type { Effects, Handler, Handlers } from './handlers.ts'

export interface Processing {
  /** Without the installation's prefix, as in metrics and spans. */
  group: string
  /** `ce_source` of what handlers emit. */
  source: string
  handlers: Handlers
}

/** Has an event's effects: its handler's statements on `tx`, and what it emits at the end of `emitted`. */
export type Handle = (tx: Queryable, emitted: OutgoingRecord[]) => Promise<void>

/** What a record turned out to be. `unreadable` is known before anything has had an effect, and stays so however often it is read. */
export type Reading =
  | { kind: 'ignored' }
  | { kind: 'unreadable'; failure: Failure }
  | { kind: 'event'; type: EventType; handle: Handle }

function attributesOf(group: string, topic: string): Record<string, string> {
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.consumer.group.name': group,
  }
}

async function timed(attributes: Record<string, string>, run: () => Promise<void>): Promise<void> {
  const started = performance.now()
  let failed: Record<string, string> = {}
  try {
    await run()
  } catch (error) {
    failed = { 'error.type': toFailure(error).code }
    throw error
  } finally {
    metrics.messagingProcessDuration.record((performance.now() - started) / 1000, { ...attributes, ...failed })
  }
}

/** Runs a handler with the span of whoever published the event as parent, not as link: records are processed one by one. */
function handleUnderSpan<T extends EventType>(
  { group, source }: Processing,
  event: ReceivedEvent<T>,
  handler: Handler<T>,
  tx: Queryable,
  emitted: OutgoingRecord[],
): Promise<void> {
  const { topic, partition, offset, traceparent } = event
  const attributes = attributesOf(group, topic)
  const place = { 'messaging.destination.partition.id': String(partition), 'messaging.kafka.offset': Number(offset) }
  const span = { kind: SpanKind.CONSUMER, attributes: { ...attributes, ...place }, parent: contextFrom(traceparent) }
  const effects: Effects = {
    tx,
    async emit(said) {
      emitted.push(encodeEvent(said, source))
    },
  }
  return withSpan(`process ${topic}`, span, () => timed(attributes, () => handler(event, effects)))
}

function readAs<T extends EventType>(processing: Processing, type: T, record: IncomingRecord): Reading {
  const handler: Handler<T> | undefined = processing.handlers[type]
  if (handler === undefined) return { kind: 'ignored' }
  const event = decodeEvent(type, record)
  return { kind: 'event', type, handle: (tx, emitted) => handleUnderSpan(processing, event, handler, tx, emitted) }
}

/** Reads a record. Types that nobody here handles, or nobody knows, are ignored without looking at their value. */
export function readRecord(processing: Processing, record: IncomingRecord): Reading {
  try {
    const type = typeOf(record)
    return isEventType(type) ? readAs(processing, type, record) : { kind: 'ignored' }
  } catch (error) {
    return { kind: 'unreadable', failure: toFailure(error) }
  }
}
