import type { Handler } from '@chargeplane/events'
import { resetEvse } from '../members.ts'

/** Opens the transaction, unless its end came first. */
export const transactionStarted: Handler<'chargeplane.transactions.v1.TransactionStarted'> = async (
  { data },
  { tx },
) => {
  const opened = await tx.query(
    `INSERT INTO open_transactions (tenant, station_id, transaction_id, evse_id, started_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [data.tenant, data.stationId, data.transactionId, data.evseId, data.startedAt],
  )
  if (opened.length > 0) await resetEvse(tx, data.tenant, data.stationId, data.evseId)
}
