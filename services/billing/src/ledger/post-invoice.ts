// Enters an invoice in the books. The database checks at commit that the posting balances, and refuses every later change.
import type { Queryable } from '@chargeplane/database'
import type { InvoiceRow } from '../invoices/invoice-row.ts'
import { invoicePosting } from './posting.ts'

export async function postInvoice(tx: Queryable, invoice: InvoiceRow): Promise<void> {
  const entries = invoicePosting(invoice.net_minor, invoice.vat_minor)
  if (entries.length === 0) return
  await tx.query(
    `INSERT INTO ledger_entries (tenant, posting_id, currency, entry_no, account, amount_minor)
     SELECT $1, $2, $3, entry_no, account, amount_minor
     FROM unnest($4::text[], $5::bigint[]) WITH ORDINALITY AS entry (account, amount_minor, entry_no)`,
    [
      invoice.tenant,
      invoice.invoice_id,
      invoice.currency,
      entries.map(({ account }) => account),
      entries.map(({ amountMinor }) => amountMinor),
    ],
  )
}
