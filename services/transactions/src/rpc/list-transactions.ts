// TransactionService.ListTransactions: newest first by when they were first heard of, which a station's wrong clock can't distort.
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import { type ListTransactionsRequest, ListTransactionsResponse } from '@chargeplane/proto/transactions/v1/transactions'
import { checkText, keyset, pageSize, requireTenant } from '@chargeplane/rpc'
import { type TransactionRow, toTransactionMessage, transactionColumns } from '../store/transaction-row.ts'

const pages = keyset('instant', 'text', 'text')
const statuses = ['', 'active', 'ended', 'incomplete']

function checkStatus(status: string): string {
  if (statuses.includes(status)) return status
  throw fail('invalid_argument', `status '${status.slice(0, 40)}' is none of active, ended, incomplete`, {
    field: 'status',
  })
}

export function listTransactions(database: Database) {
  return async (request: ListTransactionsRequest): Promise<ListTransactionsResponse> => {
    const values: unknown[] = [requireTenant(request.tenant)]
    const conditions = ['tenant = $1']
    const stationId = checkText(request.stationId, 'stationId')
    if (stationId !== '') conditions.push(`station_id = $${values.push(stationId)}`)
    const status = checkStatus(request.status)
    if (status !== '') conditions.push(`status = $${values.push(status)}`)
    const size = pageSize(request.pageSize)
    const after = pages.after(request.pageToken)
    if (after !== undefined) {
      const key = after.map(part => `$${values.push(part)}`)
      conditions.push(`(first_received_at, station_id, transaction_id) < (${key.join(', ')})`)
    }
    const rows = await database.query<TransactionRow>(
      `SELECT ${transactionColumns} FROM transactions WHERE ${conditions.join(' AND ')}
       ORDER BY first_received_at DESC, station_id DESC, transaction_id DESC LIMIT $${values.push(size + 1)}`,
      values,
    )
    const { items, nextPageToken } = pages.cut(rows, size, row => [
      row.first_received_at,
      row.station_id,
      row.transaction_id,
    ])
    return ListTransactionsResponse.fromPartial({ transactions: items.map(toTransactionMessage), nextPageToken })
  }
}
