// A charge detail record as the database holds it, and as the contract shows it.
import { ChargeRecord } from '@chargeplane/proto/billing/v1/billing'
import { type StoredLine, toLineMessages } from './lines.ts'

export interface ChargeRecordRow {
  tenant: string
  station_id: string
  transaction_id: string
  charge_record_id: string
  id_token_hash: string
  started_at: Date
  ended_at: Date
  energy_wh: string | null
  charging_seconds: bigint
  parking_seconds: bigint
  tariff_id: string
  tariff_version: number
  currency: string
  currency_exponent: number
  lines: StoredLine[]
  net_minor: bigint
  vat_minor: bigint
  total_minor: bigint
  status: 'billed' | 'review'
  review_reason: string
  invoice_id: string
  created_at: Date
}

export const chargeRecordColumns =
  'tenant, station_id, transaction_id, charge_record_id, id_token_hash, started_at, ended_at, energy_wh, charging_seconds, parking_seconds, ' +
  'tariff_id, tariff_version, currency, currency_exponent, lines, net_minor, vat_minor, total_minor, status, review_reason, invoice_id, created_at'

export function toChargeRecordMessage(row: ChargeRecordRow): ChargeRecord {
  return ChargeRecord.fromPartial({
    tenant: row.tenant,
    chargeRecordId: row.charge_record_id,
    stationId: row.station_id,
    transactionId: row.transaction_id,
    idTokenHash: row.id_token_hash,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at.toISOString(),
    energyWh: row.energy_wh ?? '',
    chargingSeconds: row.charging_seconds,
    parkingSeconds: row.parking_seconds,
    tariffId: row.tariff_id,
    tariffVersion: row.tariff_version,
    currency: row.currency,
    currencyExponent: row.currency_exponent,
    lines: toLineMessages(row.lines),
    netMinor: row.net_minor,
    vatMinor: row.vat_minor,
    totalMinor: row.total_minor,
    status: row.status,
    reviewReason: row.review_reason,
    invoiceId: row.invoice_id,
    createdAt: row.created_at.toISOString(),
  })
}
