// Works out what is to be said of a transaction's end, from all that is stored of it.
import type { Queryable } from '@chargeplane/database'
import { Decimal } from './domain/decimal.ts'
import { type Outcome, outcomeOf } from './domain/outcome.ts'
import type { StateChange } from './domain/periods.ts'
import { missingSeqNos } from './domain/sequence.ts'
import type { Kind } from './domain/told.ts'
import { readRegisterSamples } from './store/meter-values.ts'
import type { TransactionRow } from './store/transaction-row.ts'

/** `wait`: an end whose start or earlier messages are missing is left alone. `give_up`: it has waited long enough and is said as it is. */
export type Patience = 'wait' | 'give_up'

export interface End {
  outcome: Outcome
  startedAt: Date
  endedAt: Date
  /** OCPP 2.x seqNo that never arrived. */
  missing: number[]
}

export interface EventFact {
  kind: Kind
  occurred_at: Date
  seq_no: number | null
  charging_state: string
}

/** In the order in which they happened. */
export function readEvents(tx: Queryable, row: TransactionRow): Promise<EventFact[]> {
  return tx.query<EventFact>(
    `SELECT kind, occurred_at, seq_no, charging_state FROM transaction_events
     WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3 ORDER BY occurred_at, seq_no, natural_key`,
    [row.tenant, row.station_id, row.transaction_id],
  )
}

/** OCPP 2.x ChargingStateEnumType: every other state (EVConnected, SuspendedEV, SuspendedEVSE, Idle) takes no energy. */
export function stateChanges(events: readonly Pick<EventFact, 'occurred_at' | 'charging_state'>[]): StateChange[] {
  return events
    .filter(({ charging_state }) => charging_state !== '')
    .map(({ occurred_at, charging_state }) => ({
      atMs: occurred_at.getTime(),
      charging: charging_state === 'Charging',
    }))
}

const decimal = (text: string | null): Decimal | undefined => (text === null ? undefined : new Decimal(text))

/** Undefined when it has not ended, when its end was said, and when something is missing that may yet come. */
export async function endOf(tx: Queryable, row: TransactionRow, patience: Patience): Promise<End | undefined> {
  const { ended_at: endedAt } = row
  if (endedAt === null || row.ended_emitted) return undefined
  if (row.started_at === null && patience === 'wait') return undefined
  const events = await readEvents(tx, row)
  const arrived = events.flatMap(({ seq_no }) => (seq_no === null ? [] : [seq_no]))
  const missing = missingSeqNos(row.start_seq_no, row.end_seq_no, arrived)
  if (missing.length > 0 && patience === 'wait') return undefined
  const count = (kind: Kind): number => events.filter(event => event.kind === kind).length
  const startedAt = row.started_at ?? events[0]?.occurred_at ?? endedAt
  const facts = {
    startedAtMs: startedAt.getTime(),
    endedAtMs: endedAt.getTime(),
    firstReceivedAtMs: row.first_received_at.getTime(),
    starts: count('started'),
    ends: count('ended'),
    authorizationStatus: row.authorization_status,
    startWh: decimal(row.meter_start_wh),
    stopWh: decimal(row.meter_stop_wh),
  }
  const key = { tenant: row.tenant, stationId: row.station_id, transactionId: row.transaction_id }
  const samples = await readRegisterSamples(tx, key, facts.startedAtMs, facts.endedAtMs)
  return { outcome: outcomeOf(facts, samples, stateChanges(events)), startedAt, endedAt, missing }
}
