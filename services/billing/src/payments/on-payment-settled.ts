// PaymentSettled -> one settlement. Recorded from the event, not from the question: what the station was answered is in Kafka, and billing may be
// away when it is asked.
import { createHash } from 'node:crypto'
import type { Queryable } from '@chargeplane/database'
import type { Handler } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import type { PaymentSettled } from '@chargeplane/proto/ocpp/v1/payments'
import { currencyExponent } from '../pricing/currency.ts'
import { Decimal, plainText } from '../pricing/decimal.ts'
import { tariffInForce } from '../tariffs/tariff-in-force.ts'
import { receiptId } from './receipt.ts'

interface Money {
  currency: string
  exponent: number
  minor: bigint | null
}

function readInstant(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) {
    throw fail('invalid_argument', `settledAt '${text.slice(0, 40)}' is no RFC 3339 time`, { field: 'settledAt' })
  }
  return at
}

/** A refund may be told as less than nothing. */
function readAmount(text: string): Decimal {
  if (/^-?\d{1,15}(\.\d{1,12})?$/.test(text)) return new Decimal(text)
  throw fail('invalid_argument', `amount '${text.slice(0, 40)}' is no decimal number`, { field: 'amount' })
}

/** The message names no currency (C21): it is that of the tariff the station charged by. Without one the amount stands as it was told. */
async function moneyOf(tx: Queryable, tenant: string, station: string, at: Date, amount: Decimal): Promise<Money> {
  const tariff = await tariffInForce(tx, tenant, station, at)
  if (tariff === undefined) return { currency: '', exponent: 0, minor: null }
  const { currency } = tariff
  const exponent = currencyExponent(currency)
  return { currency, exponent, minor: BigInt(plainText(amount.times(`1e${exponent}`), 0)) }
}

/** What a repetition repeats, whatever session it comes by. */
function settlementId(tenant: string, station: string, data: PaymentSettled): string {
  const key = [tenant, station, data.pspRef, data.transactionId, data.status, data.settledAt, data.amount]
  return `st_${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32)}`
}

/** Told twice it is recorded once. */
export const onPaymentSettled: Handler<'chargeplane.ocpp.v1.PaymentSettled'> = async (event, { tx }) => {
  const { tenant, subject: stationId, data } = event
  const settledAt = readInstant(data.settledAt)
  const amount = readAmount(data.amount)
  const money = await moneyOf(tx, tenant, stationId, settledAt, amount)
  const { transactionId, pspRef } = data
  // While billing was away the station was given no receipt: it has one all the same.
  const hasReceipt = data.status === 'Settled'
  const receipt = data.receiptId || (hasReceipt ? receiptId({ tenant, stationId, transactionId, pspRef }) : '')
  await tx.query(
    `INSERT INTO settlements (tenant, settlement_id, station_id, transaction_id, psp_ref, status, status_info, amount, currency,
       currency_exponent, amount_minor, settled_at, receipt_id, receipt_url, vat_number, vat_company)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING`,
    [
      tenant,
      settlementId(tenant, stationId, data),
      stationId,
      transactionId,
      pspRef,
      data.status,
      data.statusInfo,
      plainText(amount),
      money.currency,
      money.exponent,
      money.minor,
      settledAt,
      receipt,
      data.receiptUrl,
      data.vatNumber,
      data.vatCompany === undefined ? null : JSON.stringify(data.vatCompany),
    ],
  )
}
