// TransactionService.ListTransactions: newest first by when they were first heard of, which a station's wrong clock can't distort.
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import { type ListTransactionsRequest, ListTransactionsResponse } from '@chargeplane/proto/transactions/v1/transactions'
import { checkText, keyset, pageSize, requireTenant } from '@chargeplane/rpc'
import { type ShownTransactionRow, selectShownTransactions, toTransactionMessage } from '../store/transaction-row.ts'

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
    const conditions = ['t.tenant = $1']
    const stationId = checkText(request.stationId, 'stationId')
    if (stationId !== '') conditions.push(`t.station_id = $${values.push(stationId)}`)
    const status = checkStatus(request.status)
    if (status !== '') conditions.push(`t.status = $${values.push(status)}`)
    const size = pageSize(request.pageSize)
    const after = pages.after(request.pageToken)
    if (after !== undefined) {
      const key = after.map(part => `$${values.push(part)}`)
      conditions.push(`(t.first_received_at, t.station_id, t.transaction_id) < (${key.join(', ')})`)
    }
    const rows = await database.query<ShownTransactionRow>(
      `${selectShownTransactions} WHERE ${conditions.join(' AND ')}
       ORDER BY t.first_received_at DESC, t.station_id DESC, t.transaction_id DESC LIMIT $${values.push(size + 1)}`,
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
