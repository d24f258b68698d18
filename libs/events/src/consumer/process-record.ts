// One record: read, then given to its handler under a span.
import type { Queryable } from '@chargeplane/database'
import { type Failure, toFailure } from '@chargeplane/failure'
import { contextFrom, metrics, SpanKind, withSpan } from '@chargeplane/telemetry'
import {
  decodeEvent,
  encodeEvent,
  headerText,
  type IncomingRecord,
  type OutgoingRecord,
  type ReceivedEvent,
  typeOf,
} from '../event.ts'
import { type EventType, isEventType, rowOf } from '../event-types.ts'
import type { HandleMany } from './gathered.ts'
import type { Effects, Handler, HandlerOfMany, Handlers } from './handlers.ts'

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
  | { kind: 'event'; type: EventType; handle: Handle; putOff?: PutOff | undefined }

/** What may be handled later, together with others of its type. */
export interface PutOff {
  event: ReceivedEvent
  handleMany: HandleMany
}

function attributesOf(group: string, topic: string): Record<string, string> {
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.consumer.group.name': group,
  }
}

/** Each of the `count` events took its share of the time. */
async function timed(attributes: Record<string, string>, count: number, run: () => Promise<void>): Promise<void> {
  const started = performance.now()
  let failed: Record<string, string> = {}
  try {
    await run()
  } catch (error) {
    failed = { 'error.type': toFailure(error).code }
    throw error
  } finally {
    const shareS = (performance.now() - started) / 1000 / count
    for (let i = 0; i < count; i++) metrics.messagingProcessDuration.record(shareS, { ...attributes, ...failed })
  }
}

/** Runs a handler with the span of whoever published the event as parent, not as link: the record is processed alone. */
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
  const effects = effectsOf(tx, source, emitted)
  return withSpan(`process ${topic}`, span, () => timed(attributes, 1, () => handler(event, effects)))
}

function effectsOf(tx: Queryable, source: string, emitted: OutgoingRecord[]): Effects {
  return {
    tx,
    async emit(said) {
      emitted.push(encodeEvent(said, source))
    },
  }
}

/** Many events in a span of their own: none of them is in a trace that is recorded. */
function handlingMany<T extends EventType>({ group, source }: Processing, type: T, many: HandlerOfMany<T>): HandleMany {
  const ofType = (event: ReceivedEvent): event is ReceivedEvent<T> => event.type === type
  return async (tx, emitted, gathered) => {
    const events = gathered.filter(ofType)
    const { topic } = rowOf(type)
    const attributes = attributesOf(group, topic)
    const span = {
      kind: SpanKind.CONSUMER,
      attributes: { ...attributes, 'messaging.batch.message_count': events.length },
      parent: contextFrom(undefined),
    }
    const effects = effectsOf(tx, source, emitted)
    await withSpan(`process ${topic}`, span, () => timed(attributes, events.length, () => many(events, effects)))
  }
}

/** An event of a trace that is recorded is handled alone: its trace shows what became of it. */
const isRecorded = (traceparent = '00'): boolean => (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1

function readAs<T extends EventType>(processing: Processing, type: T, record: IncomingRecord): Reading {
  const handler: Handler<T> | undefined = processing.handlers[type]
  if (handler === undefined) return { kind: 'ignored' }
  const event = decodeEvent(type, record)
  const { many } = handler
  const putOff =
    many === undefined || isRecorded(event.traceparent)
      ? undefined
      : { event, handleMany: handlingMany(processing, type, many) }
  return {
    kind: 'event',
    type,
    handle: (tx, emitted) => handleUnderSpan(processing, event, handler, tx, emitted),
    putOff,
  }
}

/** Whether nobody here handles the record's type; false for a record that has none, which is to be set aside. */
export function isIgnored({ handlers }: Processing, record: IncomingRecord): boolean {
  const type = headerText(record.headers, 'ce_type')
  return type !== undefined && type !== '' && !(isEventType(type) && handlers[type] !== undefined)
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
