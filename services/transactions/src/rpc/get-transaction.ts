// TransactionService.GetTransaction
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { GetTransactionRequest, Transaction } from '@chargeplane/proto/transactions/v1/transactions'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { type TransactionRow, toTransactionMessage, transactionColumns } from '../store/transaction-row.ts'

export function getTransaction(database: Database) {
  return async (request: GetTransactionRequest): Promise<Transaction> => {
    const [row] = await database.query<TransactionRow>(
      `SELECT ${transactionColumns} FROM transactions WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3`,
      [
        requireTenant(request.tenant),
        requireId(request.stationId, 'stationId'),
        requireId(request.transactionId, 'transactionId'),
      ],
    )
    if (row === undefined) {
      throw fail('not_found', `no transaction '${request.transactionId}' of station '${request.stationId}'`, {
        field: 'transactionId',
      })
    }
    return toTransactionMessage(row)
  }
}
