// InvoiceService.GetInvoice
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { GetInvoiceRequest, Invoice } from '@chargeplane/proto/billing/v1/billing'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { type InvoiceRow, invoiceColumns, toInvoiceMessage } from './invoice-row.ts'

export function getInvoice(database: Database) {
  return async (request: GetInvoiceRequest): Promise<Invoice> => {
    const [row] = await database.query<InvoiceRow>(
      `SELECT ${invoiceColumns} FROM invoices WHERE tenant = $1 AND invoice_id = $2`,
      [requireTenant(request.tenant), requireId(request.invoiceId, 'invoiceId')],
    )
    if (row === undefined) throw fail('not_found', `no invoice '${request.invoiceId}'`, { field: 'invoiceId' })
    return toInvoiceMessage(row)
  }
}
