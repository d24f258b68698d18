// Delivery of what stations say, and what this service said of it.
import type { Database, Queryable } from '@chargeplane/database'
import { type Effects, emitEvent } from '@chargeplane/events'
import type { MeterValuesReported, TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import { deliver, type Emitted, readOutbox } from '@chargeplane/service/testing'
import { onMeterValues } from '../on-meter-values.ts'
import { onTransactionEvent } from '../on-transaction-event.ts'
import { meterValuePartitions } from '../store/partitions.ts'
import { at } from './messages.ts'

export type Message = TransactionEvent | MeterValuesReported

export const emitIn =
  (tx: Queryable): Effects['emit'] =>
  said =>
    emitEvent(tx, said, 'transactions')

/** Delivers to handlers that think it is 2026-11-01T12:00:00Z, or what `now` says. */
export function deliveryTo(database: Database, now: () => Date = () => new Date(at(120))) {
  const partitions = meterValuePartitions(database, now)
  const onEvent = onTransactionEvent(partitions, now)
  const onValues = onMeterValues(partitions)
  return async (...messages: Message[]): Promise<void> => {
    for (const message of messages) {
      const { tenant = '', stationId: subject = '' } = message.origin ?? {}
      const about = { tenant, subject }
      if ('kind' in message) {
        await deliver(database, onEvent, 'chargeplane.ocpp.v1.TransactionEvent', message, about)
      } else {
        await deliver(database, onValues, 'chargeplane.ocpp.v1.MeterValuesReported', message, about)
      }
    }
  }
}

const words = {
  'chargeplane.transactions.v1.TransactionStarted': 'started',
  'chargeplane.transactions.v1.TransactionAuthorized': 'authorized',
  'chargeplane.transactions.v1.TransactionEnded': 'ended',
} as const
type Words = typeof words
export type Said = {
  [T in keyof Words]: { type: Words[T]; id: string; data: Extract<Emitted, { type: T }>['data'] }
}[keyof Words]

const isSaid = (type: string): type is keyof Words => Object.hasOwn(words, type)

/** What was said of a station, in order. */
export async function saidOf(database: Database, stationId: string): Promise<Said[]> {
  const emitted = await readOutbox(database, `acme/${stationId}`)
  return emitted.flatMap(({ type, id, data }) => (isSaid(type) ? [{ type: words[type], id, data } as Said] : []))
}
