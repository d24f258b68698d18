// Says what is certain of a transaction: that it started, once; whose it is, once; that it ended, once, when all of it is there.
import type { Effects } from '@chargeplane/events'
import { type Decimal, plainText } from './domain/decimal.ts'
import { type End, endOf, type Patience } from './end-of.ts'
import type { TransactionRow } from './store/transaction-row.ts'

const identity = (row: TransactionRow) => ({
  tenant: row.tenant,
  stationId: row.station_id,
  transactionId: row.transaction_id,
  evseId: row.evse_id,
  connectorId: row.connector_id,
  idTokenHash: row.id_token_hash,
})

const eventId = (row: TransactionRow, what: 'started' | 'ended' | `authorized/${string}`): string =>
  `${row.tenant}/${row.station_id}/${row.transaction_id}/${what}`

const thisTransaction = 'tenant = $1 AND station_id = $2 AND transaction_id = $3'

async function sayStarted({ tx, emit }: Effects, row: TransactionRow, startedAt: Date): Promise<void> {
  await tx.query(
    `UPDATE transactions SET started_emitted = true, id_token_hash_emitted = id_token_hash WHERE ${thisTransaction}`,
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

async function sayAuthorized({ tx, emit }: Effects, row: TransactionRow): Promise<void> {
  await tx.query(`UPDATE transactions SET id_token_hash_emitted = id_token_hash WHERE ${thisTransaction}`, [
    row.tenant,
    row.station_id,
    row.transaction_id,
  ])
  await emit({
    type: 'chargeplane.transactions.v1.TransactionAuthorized',
    tenant: row.tenant,
    subject: row.station_id,
    id: eventId(row, `authorized/${row.id_token_hash}`),
    data: identity(row),
  })
}

async function sayEnded({ tx, emit }: Effects, row: TransactionRow, end: End): Promise<void> {
  const { outcome, startedAt, endedAt, missing } = end
  const text = (wh: Decimal | undefined): string | null => (wh === undefined ? null : plainText(wh))
  await tx.query(
    `UPDATE transactions SET ended_emitted = true, id_token_hash_emitted = id_token_hash, energy_wh = $4, review_reason = $5, missing_seq_nos = $6, meter_start_wh = $7, meter_stop_wh = $8
     WHERE ${thisTransaction}`,
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

/**
 * Emits TransactionStarted when the transaction is known to have begun (its start, or a sign of life before its end), TransactionAuthorized when its token
 * is known only after that, and TransactionEnded when start, end and every message between are there. Each is said once: a column remembers it in the same
 * transaction. An end is never said without its start before it, and says the token itself. Tokens that arrive in the wrong order are said each: the last is right.
 * `sign` is when the event that was just recorded happened.
 */
export async function settle(effects: Effects, row: TransactionRow, sign: Date, patience: Patience): Promise<void> {
  const end = await endOf(effects.tx, row, patience)
  const begun = row.started_at !== null || row.ended_at === null || end !== undefined
  if (begun && !row.started_emitted) await sayStarted(effects, row, end?.startedAt ?? row.started_at ?? sign)
  if (end !== undefined) await sayEnded(effects, row, end)
  else if (row.started_emitted && !row.ended_emitted && row.id_token_hash !== row.id_token_hash_emitted) {
    await sayAuthorized(effects, row)
  }
}
