// Everything that reaches this service from outside: the events it consumes and the methods it answers.
import type { Database } from '@chargeplane/database'
import type { Handlers } from '@chargeplane/events'
import {
  ChargeRecordServiceService,
  InvoiceServiceService,
  TariffServiceService,
} from '@chargeplane/proto/billing/v1/billing'
import { implement, type RpcService } from '@chargeplane/rpc'
import { getInvoice } from './invoices/get-invoice.ts'
import { listInvoices } from './invoices/list-invoices.ts'
import { getLedgerBalance } from './ledger/get-ledger-balance.ts'
import { onTransactionEnded } from './on-transaction-ended.ts'
import { getChargeRecord } from './records/get-charge-record.ts'
import { listChargeRecords } from './records/list-charge-records.ts'
import { deleteTariff } from './tariffs/delete-tariff.ts'
import { getTariff } from './tariffs/get-tariff.ts'
import { listTariffs } from './tariffs/list-tariffs.ts'
import { putTariff } from './tariffs/put-tariff.ts'

export const handlers: Handlers = {
  'chargeplane.transactions.v1.TransactionEnded': onTransactionEnded,
}

export function rpcServices(database: Database, now: () => Date): RpcService[] {
  return [
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
