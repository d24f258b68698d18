// TransactionEvent of any OCPP version -> the transaction's row, its readings, and what can be said of it. A repetition has no effect.
import type { Queryable } from '@chargeplane/database'
import type { Handler } from '@chargeplane/events'
import { readTold, type Told } from './domain/told.ts'
import { sayReservationUsed } from './reservation-used.ts'
import { settle } from './settle.ts'
import { ownedBy, storeReadings } from './store/meter-values.ts'
import type { Partitions } from './store/partitions.ts'
import { recordEvent } from './store/record-event.ts'
import { storeSignedValues } from './store/signed-values.ts'
import type { TransactionRow } from './store/transaction-row.ts'

/** Whether an event of the same natural key says another time than this one: then it is no resend (1.6 stops are told apart by their time, OCPP 1.6 4.10). */
async function contradictsItsTwin(tx: Queryable, told: Told): Promise<boolean> {
  const twins = await tx.query(
    `SELECT 1 FROM transaction_events WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3 AND natural_key = $4 AND occurred_at <> $5`,
    [told.tenant, told.stationId, told.transactionId, told.naturalKey, told.occurredAt],
  )
  return twins.length > 0
}

/** Undefined for a resend. A start or end that only looks like one is kept, under a key of its own. */
async function record(tx: Queryable, told: Told, now: Date): Promise<TransactionRow | undefined> {
  const row = await recordEvent(tx, told, now)
  if (row !== undefined || told.kind === 'updated' || !(await contradictsItsTwin(tx, told))) return row
  return recordEvent(tx, { ...told, naturalKey: `${told.naturalKey}@${told.occurredAt.toISOString()}` }, now)
}

/** What was billed stays as it is; that the station told two stories is for a person to see. */
async function flagContradiction(tx: Queryable, { tenant, stationId, transactionId, kind }: Told): Promise<void> {
  await tx.query(
    `UPDATE transactions SET review_reason = $4 WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3 AND review_reason = ''`,
    [tenant, stationId, transactionId, kind === 'started' ? 'contradictory_start' : 'contradictory_end'],
  )
}

export function onTransactionEvent(
  partitions: Partitions,
  now: () => Date,
): Handler<'chargeplane.ocpp.v1.TransactionEvent'> {
  return async (event, effects) => {
    const told = readTold(event)
    const row = await record(effects.tx, told, now())
    if (row === undefined) return
    // Before settling: the end of a 2.x transaction carries the readings its energy is worked out from.
    await storeReadings(effects.tx, partitions, ownedBy(told, told.readings))
    await storeSignedValues(effects.tx, ownedBy(told, told.signed))
    if (row.ended_emitted && told.kind !== 'updated') await flagContradiction(effects.tx, told)
    await sayReservationUsed(effects, told)
    await settle(effects, row, told.occurredAt, 'wait')
  }
}
