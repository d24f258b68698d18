// One record through its handler, under its span.
import type { Queryable } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import { contextFrom, metrics, SpanKind, withSpan } from '@chargeplane/telemetry'
import { decodeEvent, headerText, type IncomingRecord, typeOf } from '../event.ts'
import { type EventType, isEventType } from '../event-types.ts'
import { emitEvent } from '../outbox/outbox.ts'
import type { Effects, Handler, Handlers } from './handlers.ts'

export interface Processing {
  /** Without the installation's prefix, as in metrics and spans. */
  group: string
  /** `ce_source` of what handlers emit. */
  source: string
  handlers: Handlers
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

function handle<T extends EventType>(
  type: T,
  record: IncomingRecord,
  handler: Handler<T>,
  effects: Effects,
): Promise<void> {
  return handler(decodeEvent(type, record), effects)
}

/**
 * Gives the record to the handler of its type, with the span of whoever published it as parent (records are processed one by one). Returns the
 * type, undefined for one that nobody here handles. Throws what the handler throws, format_violation for what is no event of ours.
 */
export async function processRecord(
  { group, source, handlers }: Processing,
  tx: Queryable,
  record: IncomingRecord,
): Promise<EventType | undefined> {
  const type = typeOf(record)
  if (!isEventType(type) || handlers[type] === undefined) return undefined
  const attributes = attributesOf(group, record.topic)
  const effects: Effects = { tx, emit: event => emitEvent(tx, event, source) }
  const span = {
    kind: SpanKind.CONSUMER,
    attributes: {
      ...attributes,
      'messaging.destination.partition.id': String(record.partition),
      'messaging.kafka.offset': Number(record.offset),
    },
    parent: contextFrom(headerText(record.headers, 'traceparent')),
  }
  await withSpan(`process ${record.topic}`, span, () =>
    timed(attributes, () => dispatch(type, record, handlers, effects)),
  )
  return type
}

/** Keeps type and handler together for the compiler. */
async function dispatch<T extends EventType>(
  type: T,
  record: IncomingRecord,
  handlers: Handlers,
  effects: Effects,
): Promise<void> {
  const handler: Handler<T> | undefined = handlers[type]
  if (handler) await handle(type, record, handler, effects)
}
