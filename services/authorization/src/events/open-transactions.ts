// How many transactions a token has open, as told by transactions.events.
import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'

export interface TransactionKey {
  tenant: string
  stationId: string
  transactionId: string
}

/**
 * How long a row counts, and is kept, after the last word about its transaction, in days. An open one older than that belongs to a station
 * that never told the end: its driver must not be locked out for ever. A closed one has done its duty.
 */
const keptDays = 7
/** Old rows removed with each end: more than are added, so that they never pile up. */
const purgeBatch = 10

/** Throws invalid_argument, which sends the record to the dead-letter topic. */
function keyOf({ tenant, stationId, transactionId }: TransactionKey): [string, string, string] {
  for (const [field, text] of Object.entries({ tenant, stationId, transactionId })) {
    if (text === '' || text.includes('\u0000'))
      throw fail('invalid_argument', `${field} must be non-empty text`, { field })
  }
  return [tenant, stationId.toLowerCase(), transactionId]
}

/** A start opens the transaction unless its end was heard of: starts and ends give the same result in any order, repeated or not. */
export async function open(tx: Queryable, key: TransactionKey, idTokenHash: string): Promise<void> {
  await tx.query(
    `INSERT INTO open_transactions (tenant, station_key, transaction_id, id_token_hash, is_closed)
     VALUES ($1, $2, $3, $4, false) ON CONFLICT (tenant, station_key, transaction_id) DO NOTHING`,
    [...keyOf(key), idTokenHash],
  )
}

/** The transaction is this token's from now on, whether its start named none or another; what has ended stays so. */
export async function assign(tx: Queryable, key: TransactionKey, idTokenHash: string): Promise<void> {
  await tx.query(
    `INSERT INTO open_transactions AS o (tenant, station_key, transaction_id, id_token_hash, is_closed)
     VALUES ($1, $2, $3, $4, false)
     ON CONFLICT (tenant, station_key, transaction_id) DO UPDATE SET id_token_hash = excluded.id_token_hash, noted_at = excluded.noted_at
     WHERE NOT o.is_closed`,
    [...keyOf(key), idTokenHash],
  )
}

export async function close(tx: Queryable, key: TransactionKey, idTokenHash: string): Promise<void> {
  await tx.query(
    `INSERT INTO open_transactions AS o (tenant, station_key, transaction_id, id_token_hash, is_closed)
     VALUES ($1, $2, $3, $4, true)
     ON CONFLICT (tenant, station_key, transaction_id) DO UPDATE SET is_closed = true, noted_at = excluded.noted_at
     WHERE NOT o.is_closed`,
    [...keyOf(key), idTokenHash],
  )
  await tx.query(
    `DELETE FROM open_transactions WHERE tenant = $1 AND (station_key, transaction_id) IN (
       SELECT station_key, transaction_id FROM open_transactions
       WHERE tenant = $1 AND noted_at < now() - $2 * interval '1 day' ORDER BY noted_at LIMIT $3 FOR UPDATE SKIP LOCKED)`,
    [key.tenant, keptDays, purgeBatch],
  )
}

/**
 * Open transactions of a token, without the one that is asking. When none is named, those of the asking station are left out: the token is
 * presented there to end its own transaction as likely as to start another, and a start will name itself.
 */
export async function openTransactionsOf(
  db: Queryable,
  token: { tenant: string; hash: string },
  asking: { stationId: string; transactionId: string },
): Promise<number> {
  const [row] = await db.query<{ open: number }>(
    `SELECT count(*)::integer AS open FROM open_transactions
     WHERE tenant = $1 AND id_token_hash = $2 AND NOT is_closed AND noted_at > now() - $5 * interval '1 day'
       AND NOT (station_key = $3 AND ($4 = '' OR transaction_id = $4))`,
    [token.tenant, token.hash, asking.stationId.toLowerCase(), asking.transactionId, keptDays],
  )
  return row?.open ?? 0
}
