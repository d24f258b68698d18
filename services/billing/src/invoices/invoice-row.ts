// An invoice as the database holds it, and as the contract shows it.
import { Invoice } from '@chargeplane/proto/billing/v1/billing'
import { type StoredLine, toLineMessages } from '../records/lines.ts'

export interface InvoiceRow {
  tenant: string
  invoice_id: string
  number: string
  charge_record_id: string
  id_token_hash: string
  currency: string
  currency_exponent: number
  lines: StoredLine[]
  net_minor: bigint
  vat_minor: bigint
  total_minor: bigint
  issued_at: Date
}

export const invoiceColumns =
  'tenant, invoice_id, number, charge_record_id, id_token_hash, currency, currency_exponent, lines, net_minor, vat_minor, total_minor, issued_at'

export function toInvoiceMessage(row: InvoiceRow): Invoice {
  return Invoice.fromPartial({
    tenant: row.tenant,
    invoiceId: row.invoice_id,
    number: row.number,
    chargeRecordId: row.charge_record_id,
    idTokenHash: row.id_token_hash,
    currency: row.currency,
    currencyExponent: row.currency_exponent,
    lines: toLineMessages(row.lines),
    netMinor: row.net_minor,
    vatMinor: row.vat_minor,
    totalMinor: row.total_minor,
    issuedAt: row.issued_at.toISOString(),
  })
}
