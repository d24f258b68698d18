// TransactionEnded -> one charge detail record, one invoice, one posting. Everything in the consumer's transaction: all of it is there, or none.
import type { Queryable } from '@chargeplane/database'
import type { Effects, ReceivedEvent } from '@chargeplane/events'
import { toInvoiceMessage } from './invoices/invoice-row.ts'
import { issueInvoice } from './invoices/issue-invoice.ts'
import { postInvoice } from './ledger/post-invoice.ts'
import { type AppliedTariff, chargeFor } from './records/charge.ts'
import { toChargeRecordMessage } from './records/charge-record-row.ts'
import { type EndedTransaction, readEndedTransaction } from './records/ended-transaction.ts'
import { storeChargeRecord } from './records/store-charge-record.ts'
import { tariffInForce } from './tariffs/tariff-in-force.ts'
import { toPriceTariff } from './tariffs/tariff-row.ts'

/** The tariff of the session's start, whatever it is when the end arrives. */
async function tariffOf(tx: Queryable, ended: EndedTransaction): Promise<AppliedTariff | undefined> {
  const row = await tariffInForce(tx, ended.tenant, ended.stationId, ended.startedAt)
  return row && { tariffId: row.tariff_id, version: row.version, price: toPriceTariff(row) }
}

/**
 * Charges the transaction once. A repetition finds the record and does nothing: no number is used up, nothing is posted or said again.
 * Throws invalid_argument for an event that can't be read, which goes to the dead letters.
 */
export async function onTransactionEnded(
  event: ReceivedEvent<'chargeplane.transactions.v1.TransactionEnded'>,
  { tx, emit }: Effects,
): Promise<void> {
  const { tenant, subject } = event
  const ended = readEndedTransaction(event.data, tenant, subject)
  const tariff = ended.reviewReason === '' ? await tariffOf(tx, ended) : undefined
  const charge = chargeFor(ended, tariff)
  const record = await storeChargeRecord(tx, ended, charge)
  if (record === undefined) return
  const chargeRecord = toChargeRecordMessage(record)
  await emit({
    type: 'chargeplane.billing.v1.ChargeRecordCreated',
    tenant,
    subject,
    id: `charge-record/${record.charge_record_id}`,
    data: { chargeRecord },
  })
  if (charge.status !== 'billed') return
  const invoice = await issueInvoice(tx, record)
  await postInvoice(tx, invoice)
  await emit({
    type: 'chargeplane.billing.v1.InvoiceIssued',
    tenant,
    subject,
    id: `invoice/${invoice.invoice_id}`,
    data: { invoice: toInvoiceMessage(invoice) },
  })
}
