// InvoiceService.GetLedgerBalance: the proof of the books, summed from every entry.
import type { Database } from '@chargeplane/database'
import { type GetLedgerBalanceRequest, LedgerBalance } from '@chargeplane/proto/billing/v1/billing'
import { requireTenant } from '@chargeplane/rpc'

export function getLedgerBalance(database: Database) {
  return async (request: GetLedgerBalanceRequest): Promise<LedgerBalance> => {
    const rows = await database.query<{ currency: string; sum: string; entries: bigint }>(
      `SELECT currency, sum(amount_minor)::text AS sum, count(*) AS entries FROM ledger_entries
       WHERE tenant = $1 GROUP BY currency ORDER BY currency`,
      [requireTenant(request.tenant)],
    )
    return LedgerBalance.fromPartial({
      balances: rows.map(({ currency, sum, entries }) => ({ currency, sumMinor: sum, entries })),
    })
  }
}
