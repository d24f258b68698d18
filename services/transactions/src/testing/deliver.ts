// Delivery of events as the consumer does it: one transaction for each, emits into the real outbox.
import type { Database, Queryable } from '@chargeplane/database'
import {
  type Effects,
  type EventOf,
  type EventType,
  emitEvent,
  type NewEvent,
  type ReceivedEvent,
} from '@chargeplane/events'
import type { MeterValuesReported, TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import { TransactionEnded, TransactionStarted } from '@chargeplane/proto/transactions/v1/events'
import { onMeterValues } from '../on-meter-values.ts'
import { onTransactionEvent } from '../on-transaction-event.ts'
import { meterValuePartitions } from '../store/partitions.ts'
import { at } from './messages.ts'

export type Message = TransactionEvent | MeterValuesReported

export const emitIn =
  (tx: Queryable): Effects['emit'] =>
  <T extends EventType>(said: NewEvent<T>) =>
    emitEvent(tx, said, 'transactions')

function received<T extends EventType>(
  type: T,
  data: EventOf<T> & { origin: TransactionEvent['origin'] },
): ReceivedEvent<T> {
  const { tenant = '', stationId = '' } = data.origin ?? {}
  return {
    type,
    id: 'id',
    tenant,
    subject: stationId,
    time: at(0),
    data,
    traceparent: undefined,
    topic: 'ocpp.transactions',
    partition: 0,
    offset: '0',
  }
}

/** Delivers to handlers that think it is 2026-11-01T12:00:00Z, or what `now` says. */
export function deliveryTo(database: Database, now: () => Date = () => new Date(at(120))) {
  const partitions = meterValuePartitions(database, now)
  const onEvent = onTransactionEvent(partitions, now)
  const onValues = onMeterValues(partitions)
  return async (...messages: Message[]): Promise<void> => {
    for (const message of messages) {
      await database.transaction(tx => {
        const effects = { tx, emit: emitIn(tx) }
        if ('kind' in message) return onEvent(received('chargeplane.ocpp.v1.TransactionEvent', message), effects)
        return onValues(received('chargeplane.ocpp.v1.MeterValuesReported', message), effects)
      })
    }
  }
}

export type Said =
  | { type: 'started'; id: string; data: TransactionStarted }
  | { type: 'ended'; id: string; data: TransactionEnded }

/** What was said of a station, in order. */
export async function saidOf(database: Database, stationId: string): Promise<Said[]> {
  const rows = await database.query<{ headers: Record<string, string>; value: Buffer }>(
    `SELECT headers, value FROM outbox WHERE key = convert_to($1, 'UTF8') AND topic = 'transactions.events' ORDER BY id`,
    [`acme/${stationId}`],
  )
  return rows.map(({ headers, value }): Said => {
    const id = headers.ce_id ?? ''
    return headers.ce_type?.endsWith('TransactionStarted')
      ? { type: 'started', id, data: TransactionStarted.decode(value) }
      : { type: 'ended', id, data: TransactionEnded.decode(value) }
  })
}
