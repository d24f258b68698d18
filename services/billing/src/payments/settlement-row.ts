// A settlement as the database holds it, and as the contract shows it.
import type { Settlement } from '@chargeplane/proto/billing/v1/payments'
import { CompanyAddress } from '@chargeplane/proto/ocpp/v1/payments'

export interface SettlementRow {
  tenant: string
  settlement_id: string
  station_id: string
  transaction_id: string
  psp_ref: string
  status: string
  status_info: string
  amount: string
  currency: string
  currency_exponent: number
  amount_minor: bigint | null
  settled_at: Date
  receipt_id: string
  receipt_url: string
  vat_number: string
  vat_company: Partial<CompanyAddress> | null
  recorded_at: Date
}

export const settlementColumns =
  'tenant, settlement_id, station_id, transaction_id, psp_ref, status, status_info, amount, currency, currency_exponent, amount_minor, ' +
  'settled_at, receipt_id, receipt_url, vat_number, vat_company, recorded_at'

export function toSettlementMessage(row: SettlementRow): Settlement {
  return {
    tenant: row.tenant,
    stationId: row.station_id,
    transactionId: row.transaction_id,
    pspRef: row.psp_ref,
    status: row.status,
    statusInfo: row.status_info,
    amount: row.amount,
    currency: row.currency,
    amountMinor: row.amount_minor ?? 0n,
    currencyExponent: row.currency_exponent,
    settledAt: row.settled_at.toISOString(),
    receiptId: row.receipt_id,
    receiptUrl: row.receipt_url,
    vatNumber: row.vat_number,
    vatCompany: row.vat_company === null ? undefined : CompanyAddress.fromPartial(row.vat_company),
    recordedAt: row.recorded_at.toISOString(),
  }
}
