import type { Handler } from '@chargeplane/events'
import { forgetTransaction } from '../accepted-profiles.ts'
import { resetEvse } from '../members.ts'

/** Closes the transaction; one that has not been opened yet is kept as closed, so that its late start opens nothing. */
export const transactionEnded: Handler<'chargeplane.transactions.v1.TransactionEnded'> = async ({ data }, { tx }) => {
  const closed = await tx.query(
    `INSERT INTO open_transactions (tenant, station_id, transaction_id, evse_id, ended_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant, station_id, transaction_id) DO UPDATE SET ended_at = excluded.ended_at
     WHERE open_transactions.ended_at IS NULL RETURNING 1`,
    [data.tenant, data.stationId, data.transactionId, data.evseId, data.endedAt],
  )
  if (closed.length === 0) return
  await forgetTransaction(tx, data)
  // What the EV of the next transaction wants may have been told before this end was.
  await tx.query(
    `DELETE FROM charging_needs WHERE tenant = $1 AND station_id = $2 AND evse_id = $3 AND reported_at <= $4`,
    [data.tenant, data.stationId, data.evseId, data.endedAt],
  )
  await resetEvse(tx, data.tenant, data.stationId, data.evseId)
}
