// The one row that decides whether a transaction is charged: it is there once, or the charge did not happen.
import type { Queryable } from '@chargeplane/database'
import { plainText } from '../pricing/decimal.ts'
import type { Charge } from './charge.ts'
import { type ChargeRecordRow, chargeRecordColumns } from './charge-record-row.ts'
import type { EndedTransaction } from './ended-transaction.ts'
import { toStoredLines } from './lines.ts'

const noMoney = { currency: '', currencyExponent: 0, lines: [], netMinor: 0n, vatMinor: 0n, totalMinor: 0n }

function columnsOf(ended: EndedTransaction, charge: Charge): Record<string, unknown> {
  const billed = charge.status === 'billed'
  const price = billed ? charge.price : noMoney
  return {
    tenant: ended.tenant,
    station_id: ended.stationId,
    transaction_id: ended.transactionId,
    charge_record_id: charge.chargeRecordId,
    id_token_hash: ended.idTokenHash,
    started_at: ended.startedAt,
    ended_at: ended.endedAt,
    energy_wh: ended.energyWh === undefined ? null : plainText(ended.energyWh),
    charging_seconds: charge.chargingSeconds,
    parking_seconds: charge.parkingSeconds,
    periods: JSON.stringify(ended.periods),
    tariff_id: billed ? charge.tariff.tariffId : '',
    tariff_version: billed ? charge.tariff.version : 0,
    currency: price.currency,
    currency_exponent: price.currencyExponent,
    lines: JSON.stringify(toStoredLines(price.lines)),
    net_minor: price.netMinor,
    vat_minor: price.vatMinor,
    total_minor: price.totalMinor,
    status: charge.status,
    review_reason: billed ? '' : charge.reviewReason,
    invoice_id: billed ? charge.invoiceId : '',
  }
}

/** Undefined when the transaction has its record already: then nothing more is to be done. */
export async function storeChargeRecord(
  tx: Queryable,
  ended: EndedTransaction,
  charge: Charge,
): Promise<ChargeRecordRow | undefined> {
  const columns = columnsOf(ended, charge)
  const names = Object.keys(columns)
  const [row] = await tx.query<ChargeRecordRow>(
    `INSERT INTO charge_records (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})
     ON CONFLICT (tenant, station_id, transaction_id) DO NOTHING RETURNING ${chargeRecordColumns}`,
    Object.values(columns),
  )
  return row
}
