// What becomes of a record that can't be processed: the same bytes in <topic>.dead, with the reason in headers of their own.
import type { Failure } from '@chargeplane/failure'
import type { Headers, IncomingRecord, OutgoingRecord } from '../event.ts'

const prefix = 'dlq_'
const maxErrorLength = 1000

/** Code and message, and the message of what lies under an internal one, which says nothing by itself. */
function describe(failure: Failure): string {
  const cause = failure.cause instanceof Error ? `: ${failure.cause.message}` : ''
  return `${failure.code}: ${failure.message}${cause}`.slice(0, maxErrorLength)
}

export interface DeadLetter {
  record: IncomingRecord
  failure: Failure
  attempts: number
}

/** The record on its way to the dead topic. Written in the transaction that moves the offset past it: it is in one place or the other. */
export function deadRecord(group: string, { record, failure, attempts }: DeadLetter): OutgoingRecord {
  return {
    topic: `${record.topic}.dead`,
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      dlq_error: describe(failure),
      dlq_attempts: String(attempts),
      dlq_group: group,
      dlq_source: `${record.topic}/${record.partition}/${record.offset}`,
    },
  }
}

/** The record as it was before it was set aside. */
export function revive(topic: string, record: Omit<OutgoingRecord, 'topic'>): OutgoingRecord {
  const headers: Headers = Object.fromEntries(
    Object.entries(record.headers).filter(([name]) => !name.startsWith(prefix)),
  )
  return { ...record, topic, headers }
}
