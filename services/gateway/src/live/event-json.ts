// An event as JSON, and what of it subscribers can choose by.
import type { AnyReceivedEvent } from '@chargeplane/events'

/** The event as one JSON line: CloudEvents attributes, its place in Kafka, and the message as `data`. */
export function eventJson(event: AnyReceivedEvent): string {
  const { id, type, subject, time, topic, partition, offset, data } = event
  return JSON.stringify({ id, type, subject, time, topic, partition, offset, data }, exactNumbers)
}

/** 64-bit integers are numbers while JSON's readers keep them exact, text beyond. */
function exactNumbers(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

/** The station that an event is about; its subject where the message names none. */
export function stationOf({ data, subject }: AnyReceivedEvent): string {
  if ('origin' in data) return data.origin?.stationId ?? subject
  if ('chargeRecord' in data) return data.chargeRecord?.stationId ?? subject
  return 'stationId' in data ? data.stationId : subject
}
