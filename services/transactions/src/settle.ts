// Says what is certain of a transaction: that it started, once; that it ended, once, when all of it is there.
import type { Queryable } from '@chargeplane/database'
import type { Effects } from '@chargeplane/events'
import { Decimal, plainText } from './domain/decimal.ts'
import { type Outcome, outcomeOf } from './domain/outcome.ts'
import type { StateChange } from './domain/periods.ts'
import { missingSeqNos } from './domain/sequence.ts'
import { readRegisterSamples, type TransactionKey } from './store/meter-values.ts'
import type { TransactionRow } from './store/transaction-row.ts'

/** `wait`: an end whose start or earlier messages are missing is left alone. `give_up`: it has waited long enough and is said as it is. */
export type Patience = 'wait' | 'give_up'

interface EventFact {
  occurred_at: Date
  seq_no: number | null
  charging_state: string
}

const chargingState = 'Charging'

const keyOf = (row: TransactionRow): TransactionKey => ({
  tenant: row.tenant,
  stationId: row.station_id,
  transactionId: row.transaction_id,
})

/** In the order in which they happened. */
function readEvents(tx: Queryable, row: TransactionRow): Promise<EventFact[]> {
  return tx.query<EventFact>(
    `SELECT occurred_at, seq_no, charging_state FROM transaction_events WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3
     ORDER BY occurred_at, seq_no, natural_key`,
    [row.tenant, row.station_id, row.transaction_id],
  )
}

const identity = (row: TransactionRow) => ({
  tenant: row.tenant,
  stationId: row.station_id,
  transactionId: row.transaction_id,
  evseId: row.evse_id,
  connectorId: row.connector_id,
  idTokenHash: row.id_token_hash,
})

const eventId = (row: TransactionRow, what: 'started' | 'ended'): string =>
  `${row.tenant}/${row.station_id}/${row.transaction_id}/${what}`

async function sayStarted({ tx, emit }: Effects, row: TransactionRow, startedAt: Date): Promise<void> {
  await tx.query(
    'UPDATE transactions SET started_emitted = true WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3',
    [row.tenant, row.station_id, row.transaction_id],
  )
  await emit({
    type: 'chargeplane.transactions.v1.TransactionStarted',
    tenant: row.tenant,
    subject: row.station_id,
    id: eventId(row, 'started'),
    data: { ...identity(row), startedAt: startedAt.toISOString() },
  })
}

async function sayEnded({ tx, emit }: Effects, row: TransactionRow, end: End): Promise<void> {
  const { outcome, startedAt, endedAt, missing } = end
  const text = (wh: Decimal | undefined): string | null => (wh === undefined ? null : plainText(wh))
  await tx.query(
    `UPDATE transactions SET ended_emitted = true, energy_wh = $4, review_reason = $5, missing_seq_nos = $6, meter_start_wh = $7, meter_stop_wh = $8
     WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3`,
    [
      row.tenant,
      row.station_id,
      row.transaction_id,
      outcome.energyWh === '' ? null : outcome.energyWh,
      outcome.reviewReason,
      missing,
      text(outcome.startWh),
      text(outcome.stopWh),
    ],
  )
  await emit({
    type: 'chargeplane.transactions.v1.TransactionEnded',
    tenant: row.tenant,
    subject: row.station_id,
    id: eventId(row, 'ended'),
    data: {
      ...identity(row),
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      energyWh: outcome.energyWh,
      stoppedReason: row.stopped_reason,
      periods: outcome.periods,
      reviewReason: outcome.reviewReason,
    },
  })
}

interface End {
  outcome: Outcome
  startedAt: Date
  endedAt: Date
  missing: number[]
}

const decimal = (text: string | null): Decimal | undefined => (text === null ? undefined : new Decimal(text))

/** Undefined when something of the transaction is still missing and may yet come. */
async function endOf(tx: Queryable, row: TransactionRow, endedAt: Date, patience: Patience): Promise<End | undefined> {
  if (row.started_at === null && patience === 'wait') return undefined
  const events = await readEvents(tx, row)
  const arrived = events.flatMap(({ seq_no }) => (seq_no === null ? [] : [seq_no]))
  const missing = missingSeqNos(row.start_seq_no, row.end_seq_no, arrived)
  if (missing.length > 0 && patience === 'wait') return undefined
  const startedAt = row.started_at ?? events[0]?.occurred_at ?? endedAt
  const facts = {
    startedAtMs: startedAt.getTime(),
    endedAtMs: endedAt.getTime(),
    firstReceivedAtMs: row.first_received_at.getTime(),
    startKnown: row.started_at !== null,
    authorizationStatus: row.authorization_status,
    startWh: decimal(row.meter_start_wh),
    stopWh: decimal(row.meter_stop_wh),
  }
  const changes = events
    .filter(({ charging_state }) => charging_state !== '')
    .map(
      ({ occurred_at, charging_state }): StateChange => ({
        atMs: occurred_at.getTime(),
        charging: charging_state === chargingState,
      }),
    )
  const samples = await readRegisterSamples(tx, keyOf(row), facts.startedAtMs, facts.endedAtMs)
  return { outcome: outcomeOf(facts, samples, changes), startedAt, endedAt, missing }
}

/**
 * Emits TransactionStarted when the transaction is known to have begun (its start, or a sign of life before its end), and TransactionEnded when start, end and
 * every message between are there. Each is said once: a column remembers it in the same transaction. An end is never said without its start before it.
 * `sign` is when the event that was just recorded happened.
 */
export async function settle(effects: Effects, row: TransactionRow, sign: Date, patience: Patience): Promise<void> {
  const { ended_at: endedAt, started_at: startedAt } = row
  const end = endedAt === null || row.ended_emitted ? undefined : await endOf(effects.tx, row, endedAt, patience)
  if (!row.started_emitted && (startedAt !== null || endedAt === null || end !== undefined)) {
    await sayStarted(effects, row, end?.startedAt ?? startedAt ?? sign)
  }
  if (end !== undefined) await sayEnded(effects, row, end)
}
