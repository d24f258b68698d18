// Ends that have waited long enough for what is missing: said as they are, so that no session stays open for ever in other services' eyes.
import type { Database } from '@chargeplane/database'
import type { Effects } from '@chargeplane/events'
import { settle } from './settle.ts'
import { type TransactionRow, transactionColumns } from './store/transaction-row.ts'

export interface Graces {
  /** Milliseconds an end waits for its start. */
  startMs: number
  /** Milliseconds an end waits for messages between. */
  gapMs: number
}

const batch = 100

/**
 * Settles overdue transactions, up to 100, in one transaction, and answers how many. Rows that a consumer or another instance is working on are left for the next
 * round.
 */
export function settleOverdue(
  database: Database,
  emitIn: (tx: Effects['tx']) => Effects['emit'],
  graces: Graces,
  now: Date,
): Promise<number> {
  const before = (ms: number): Date => new Date(now.getTime() - ms)
  return database.transaction(async tx => {
    const rows = await tx.query<TransactionRow>(
      `SELECT ${transactionColumns} FROM transactions
       WHERE ended_at IS NOT NULL AND NOT ended_emitted AND end_arrived_at <= CASE WHEN started_at IS NULL THEN $1::timestamptz ELSE $2::timestamptz END
       ORDER BY end_arrived_at LIMIT ${batch} FOR UPDATE SKIP LOCKED`,
      [before(graces.startMs), before(graces.gapMs)],
    )
    const effects: Effects = { tx, emit: emitIn(tx) }
    for (const row of rows) await settle(effects, row, now, 'give_up')
    return rows.length
  })
}
