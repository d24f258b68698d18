// InvoiceService.ListInvoices: newest first.
import type { Database } from '@chargeplane/database'
import { type ListInvoicesRequest, ListInvoicesResponse } from '@chargeplane/proto/billing/v1/billing'
import { keyset, pageSize, requireTenant } from '@chargeplane/rpc'
import { type InvoiceRow, invoiceColumns, toInvoiceMessage } from './invoice-row.ts'

const pages = keyset('instant', 'text')

export function listInvoices(database: Database) {
  return async (request: ListInvoicesRequest): Promise<ListInvoicesResponse> => {
    const tenant = requireTenant(request.tenant)
    const size = pageSize(request.pageSize)
    const after = pages.after(request.pageToken)
    const rows = await database.query<InvoiceRow>(
      `SELECT ${invoiceColumns} FROM invoices
       WHERE tenant = $1 ${after === undefined ? '' : 'AND (issued_at, invoice_id) < ($3, $4)'}
       ORDER BY issued_at DESC, invoice_id DESC LIMIT $2`,
      after === undefined ? [tenant, size + 1] : [tenant, size + 1, ...after],
    )
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.issued_at, row.invoice_id])
    return ListInvoicesResponse.fromPartial({ invoices: items.map(toInvoiceMessage), nextPageToken })
  }
}
