// An event on its way out and in: CloudEvents 1.0 in Kafka's binary mode (attributes are headers, the value is the message alone).
import { Failure, fail } from '@chargeplane/failure'
import { currentTraceparent } from '@chargeplane/telemetry'
import { type Codec, type EventOf, type EventType, isEventType, rowOf } from './event-types.ts'
import { EventWriter } from './event-writer.ts'

/** An event to publish. Key and therefore order: per (tenant, subject). */
export interface NewEvent<T extends EventType = EventType> {
  type: T
  tenant: string
  /** Station id, site id, ...: what the event is about. */
  subject: string
  /** `tenant/subject`, from who has it at hand. */
  key?: string
  /** Deterministic, so that a repetition carries the same id (`ce_id`). */
  id: string
  /** RFC 3339 UTC; default now. */
  time?: string
  data: EventOf<T>
  /** W3C trace context; default that of the active span. */
  traceparent?: string
}

type HeaderValue = Buffer | string
export type Headers = Record<string, HeaderValue | HeaderValue[] | undefined>

/** A record as it goes to Kafka; `topic` is without the installation's prefix. */
export interface OutgoingRecord {
  topic: string
  key: Buffer | string | null
  headers: Headers
  value: Buffer | null
}

export interface ReceivedEvent<T extends EventType = EventType> {
  type: T
  id: string
  tenant: string
  subject: string
  /** RFC 3339 UTC. */
  time: string
  data: EventOf<T>
  traceparent: string | undefined
  /** Without the installation's prefix. */
  topic: string
  partition: number
  /** Decimal. */
  offset: string
}

/** A received event of any one type: narrowing `type` narrows `data`. */
export type AnyReceivedEvent = { [T in EventType]: ReceivedEvent<T> }[EventType]

/** A record as it comes from Kafka. */
export interface IncomingRecord {
  topic: string
  partition: number
  offset: string
  key: Buffer | null
  value: Buffer | null
  headers: Headers
}

/** Bytes of a value that a broker with default settings takes, with room for the key, the headers and the batch around it. */
export const maxValueBytes = 1_000_000

function refuseUnusable(event: NewEvent): void {
  if (!isEventType(event.type))
    throw fail('invalid_argument', `unknown event type ${String(event.type)}`, { field: 'type' })
  if (event.id === '') throw fail('invalid_argument', 'an event needs an id', { field: 'id' })
  if (event.subject === '') throw fail('invalid_argument', 'an event needs a subject', { field: 'subject' })
  if (event.tenant === '' || event.tenant.includes('/')) {
    throw fail('invalid_argument', `tenant '${event.tenant}' must be non-empty and without '/'`, { field: 'tenant' })
  }
}

/** One writer for all events. */
const writer = new EventWriter()

function encodeData<T>(codec: Codec<T>, data: T): Buffer {
  try {
    codec.encode(data, writer)
    return writer.finish()
  } catch (error) {
    // What is half written must not stand in front of the next event.
    writer.discard()
    throw error
  }
}

/** Event to record. `source` is `ce_source`, the process kind that says it. Throws invalid_argument with the field. */
export function encodeEvent<T extends EventType>(event: NewEvent<T>, source: string): OutgoingRecord {
  refuseUnusable(event)
  const { topic, codec } = rowOf(event.type)
  const value = encodeData(codec, event.data)
  if (value.length > maxValueBytes) {
    throw fail('invalid_argument', `an event of ${value.length} bytes is over the limit of ${maxValueBytes}`, {
      field: 'data',
    })
  }
  const headers: Headers = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: source,
    ce_subject: event.subject,
    ce_time: event.time ?? new Date().toISOString(),
    'content-type': 'application/protobuf',
  }
  const traceparent = event.traceparent ?? currentTraceparent()
  if (traceparent !== undefined) headers.traceparent = traceparent
  return { topic, key: event.key ?? `${event.tenant}/${event.subject}`, headers, value }
}

/** A header as text; of a repeated one the first. */
export function headerText(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined ? undefined : first.toString()
}

function required(headers: Headers, name: string): string {
  const text = headerText(headers, name)
  if (text === undefined || text === '')
    throw fail('format_violation', `record without header ${name}`, { field: name })
  return text
}

function tenantOf(record: IncomingRecord): string {
  const key = record.key?.toString() ?? ''
  const slash = key.indexOf('/')
  if (slash < 1) throw fail('format_violation', 'record key is not tenant/subject', { field: 'key' })
  return key.slice(0, slash)
}

function decodeData<T extends EventType>(type: T, value: Buffer | null): EventOf<T> {
  if (value === null) throw fail('format_violation', `record of type ${type} has no value`, { field: 'value' })
  try {
    return rowOf(type).codec.decode(value)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw fail('format_violation', `value is not a ${type}`, { field: 'value', cause: error })
  }
}

/** The event's type as its headers say it. Throws format_violation for a record that is no CloudEvent. */
export function typeOf(record: IncomingRecord): string {
  return required(record.headers, 'ce_type')
}

/** Record to event. Throws format_violation, which no repetition heals, when it can't be read. */
export function decodeEvent<T extends EventType>(type: T, record: IncomingRecord): ReceivedEvent<T> {
  return {
    type,
    id: required(record.headers, 'ce_id'),
    tenant: tenantOf(record),
    subject: required(record.headers, 'ce_subject'),
    time: headerText(record.headers, 'ce_time') ?? '',
    data: decodeData(type, record.value),
    traceparent: headerText(record.headers, 'traceparent'),
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
  }
}

/** The same for whoever takes any type. */
export function decodeAnyEvent(type: EventType, record: IncomingRecord): AnyReceivedEvent {
  // One type's data came out of that type's codec; the compiler can't follow that through the union.
  return decodeEvent(type, record) as AnyReceivedEvent
}
