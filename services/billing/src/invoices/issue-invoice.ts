// Writes an invoice with its legal number.
import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { ChargeRecordRow } from '../records/charge-record-row.ts'
import { type InvoiceRow, invoiceColumns } from './invoice-row.ts'

/**
 * Invoices the record under the next number of the tenant's year (of issue, UTC): 2026-000001, without gaps. The counter's row stays locked until the
 * transaction ends, so one tenant's invoices are issued one batch after the other; a rollback gives the number back.
 */
export async function issueInvoice(tx: Queryable, record: ChargeRecordRow): Promise<InvoiceRow> {
  const [row] = await tx.query<InvoiceRow>(
    `WITH issue AS (SELECT extract(year FROM now() AT TIME ZONE 'UTC')::integer AS year),
     counter AS (
       INSERT INTO invoice_counters AS c (tenant, year, last) SELECT $1, year, 1 FROM issue
       ON CONFLICT (tenant, year) DO UPDATE SET last = c.last + 1 RETURNING year, last
     )
     INSERT INTO invoices (tenant, invoice_id, number, charge_record_id, id_token_hash, currency, currency_exponent, lines, net_minor, vat_minor, total_minor)
     SELECT $1, $2, year || '-' || lpad(last::text, greatest(6, length(last::text)), '0'), $3, $4, $5, $6, $7, $8, $9, $10 FROM counter
     RETURNING ${invoiceColumns}`,
    [
      record.tenant,
      record.invoice_id,
      record.charge_record_id,
      record.id_token_hash,
      record.currency,
      record.currency_exponent,
      JSON.stringify(record.lines),
      record.net_minor,
      record.vat_minor,
      record.total_minor,
    ],
  )
  if (row === undefined) throw fail('internal', 'the invoice was not stored')
  return row
}
