// Oddities that no schema minds.
import { type ClockFault, clockFault, clockFaults } from '../instants.ts'
import { isObject } from '../read.ts'
import { isDerivedId } from '../transaction-id.ts'
import type { MarkRule } from './rule.ts'

type Payload = Readonly<Record<string, unknown>>

const clean: readonly string[] = []

/** The clock faults of `payload.timestamp` and of those in the entries of `payload[list]`. */
function clockFaultsOf(payload: Payload, receivedAt: Date, list: string): readonly string[] {
  let found: Set<ClockFault> | undefined
  const look = (timestamp: unknown) => {
    const fault = timestamp === undefined ? undefined : clockFault(timestamp, receivedAt)
    if (fault === undefined) return
    found ??= new Set()
    found.add(fault)
  }
  look(payload.timestamp)
  const entries = payload[list]
  if (Array.isArray(entries)) {
    for (const entry of entries) if (isObject<Payload>(entry)) look(entry.timestamp)
  }
  return found === undefined ? clean : [...found]
}

const clockRule = (list: string, ...actions: readonly string[]): MarkRule => ({
  at: 'mark',
  ids: clockFaults,
  actions,
  look: (payload, receivedAt) => clockFaultsOf(payload, receivedAt, list),
})

const oddIf = (odd: boolean, ids: readonly string[]) => (odd ? ids : clean)

const foreignId = ['foreign-transaction-id']
const emptyToken = ['empty-id-token']
const reservationZero = ['reservation-zero']

export const marks: readonly MarkRule[] = [
  clockRule('meterValue', 'MeterValues', 'StatusNotification', 'StartTransaction', 'TransactionEvent'),
  clockRule('transactionData', 'StopTransaction'),
  clockRule('eventData', 'NotifyEvent', 'SecurityEventNotification'),
  {
    at: 'mark',
    ids: foreignId,
    versions: ['1.6'],
    actions: ['MeterValues', 'StopTransaction'],
    look: ({ transactionId }) => oddIf(typeof transactionId === 'number' && !isDerivedId(transactionId), foreignId),
  },
  {
    at: 'mark',
    ids: emptyToken,
    versions: ['1.6'],
    actions: ['Authorize', 'StartTransaction'],
    look: ({ idTag }) => oddIf(idTag === '', emptyToken),
  },
  {
    at: 'mark',
    ids: reservationZero,
    versions: ['1.6'],
    actions: ['StartTransaction'],
    look: ({ reservationId }) => oddIf(reservationId === 0, reservationZero),
    repair({ reservationId, ...others }) {
      return others
    },
  },
]
