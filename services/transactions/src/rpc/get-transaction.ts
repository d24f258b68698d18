// TransactionService.GetTransaction
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { GetTransactionRequest, Transaction } from '@chargeplane/proto/transactions/v1/transactions'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { type ShownTransactionRow, selectShownTransactions, toTransactionMessage } from '../store/transaction-row.ts'

export function getTransaction(database: Database) {
  return async (request: GetTransactionRequest): Promise<Transaction> => {
    const [row] = await database.query<ShownTransactionRow>(
      `${selectShownTransactions} WHERE t.tenant = $1 AND t.station_id = $2 AND t.transaction_id = $3`,
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
