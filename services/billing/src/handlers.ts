// Everything that reaches this service from outside: the events it consumes and the methods it answers.
import type { Database } from '@chargeplane/database'
import type { Handlers } from '@chargeplane/events'
import {
  ChargeRecordServiceService,
  InvoiceServiceService,
  TariffServiceService,
} from '@chargeplane/proto/billing/v1/billing'
import { BillingDecisionServiceService } from '@chargeplane/proto/billing/v1/decisions'
import { PaymentServiceService } from '@chargeplane/proto/billing/v1/payments'
import { implement, type RpcService } from '@chargeplane/rpc'
import { getStationTariff } from './costs/station-tariff.ts'
import { type CostNeeds, getTransactionCost } from './costs/transaction-cost.ts'
import { getInvoice } from './invoices/get-invoice.ts'
import { listInvoices } from './invoices/list-invoices.ts'
import { getLedgerBalance } from './ledger/get-ledger-balance.ts'
import { onTransactionEnded } from './on-transaction-ended.ts'
import { onPaymentSettled } from './payments/on-payment-settled.ts'
import { getReceipt } from './payments/receipt.ts'
import { getSettlement, listSettlements } from './payments/settlements.ts'
import { vatCompanies } from './payments/vat-companies.ts'
import { getChargeRecord } from './records/get-charge-record.ts'
import { listChargeRecords } from './records/list-charge-records.ts'
import { deleteTariff } from './tariffs/delete-tariff.ts'
import { getTariff } from './tariffs/get-tariff.ts'
import { listTariffs } from './tariffs/list-tariffs.ts'
import { putTariff } from './tariffs/put-tariff.ts'

export const handlers: Handlers = {
  'chargeplane.transactions.v1.TransactionEnded': onTransactionEnded,
  'chargeplane.ocpp.v1.PaymentSettled': onPaymentSettled,
}

export interface ServiceNeeds extends CostNeeds {
  database: Database
  now: () => Date
  /** See BILLING_RECEIPT_URL. */
  receiptUrl: string | undefined
}

export function rpcServices(needs: ServiceNeeds): RpcService[] {
  const { database, now } = needs
  const { checkVatNumber, ...companies } = vatCompanies(database)
  return [
    implement(BillingDecisionServiceService, {
      getTransactionCost: getTransactionCost(needs),
      getStationTariff: getStationTariff(database, now),
      checkVatNumber,
      getReceipt: getReceipt(needs.receiptUrl),
    }),
    implement(PaymentServiceService, {
      listSettlements: listSettlements(database),
      getSettlement: getSettlement(database),
      ...companies,
    }),
    implement(TariffServiceService, {
      putTariff: putTariff(database, now),
      getTariff: getTariff(database),
      listTariffs: listTariffs(database),
      deleteTariff: deleteTariff(database, now),
    }),
    implement(ChargeRecordServiceService, {
      getChargeRecord: getChargeRecord(database),
      listChargeRecords: listChargeRecords(database),
    }),
    implement(InvoiceServiceService, {
      getInvoice: getInvoice(database),
      listInvoices: listInvoices(database),
      getLedgerBalance: getLedgerBalance(database),
    }),
  ]
}
