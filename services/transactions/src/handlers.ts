// Everything that reaches this service from outside: the events it consumes and the methods it answers.
import type { Database } from '@chargeplane/database'
import type { Handlers } from '@chargeplane/events'
import { TransactionProgressServiceService } from '@chargeplane/proto/transactions/v1/progress'
import { TransactionServiceService } from '@chargeplane/proto/transactions/v1/transactions'
import { implement, type RpcService } from '@chargeplane/rpc'
import { onCommandCompleted } from './on-command-completed.ts'
import { onMeterValues } from './on-meter-values.ts'
import { onTransactionEvent } from './on-transaction-event.ts'
import { getProgress } from './rpc/get-progress.ts'
import { getTransaction } from './rpc/get-transaction.ts'
import { listMeterValues } from './rpc/list-meter-values.ts'
import { listTransactions } from './rpc/list-transactions.ts'
import type { Partitions } from './store/partitions.ts'

export function eventHandlers(partitions: Partitions, now: () => Date): Handlers {
  return {
    'chargeplane.ocpp.v1.TransactionEvent': onTransactionEvent(partitions, now),
    'chargeplane.ocpp.v1.MeterValuesReported': onMeterValues(partitions),
    'chargeplane.ocpp.v1.CommandCompleted': onCommandCompleted,
  }
}

export function rpcServices(database: Database): RpcService[] {
  return [
    implement(TransactionServiceService, {
      getTransaction: getTransaction(database),
      listTransactions: listTransactions(database),
      listMeterValues: listMeterValues(database),
    }),
    implement(TransactionProgressServiceService, { getProgress: getProgress(database) }),
  ]
}
