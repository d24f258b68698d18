// PaymentService: settlements, newest first, and the one behind a receipt.
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type {
  GetSettlementRequest,
  ListSettlementsRequest,
  ListSettlementsResponse,
  Settlement,
} from '@chargeplane/proto/billing/v1/payments'
import { checkText, keyset, pageSize, requireId, requireTenant } from '@chargeplane/rpc'
import { type SettlementRow, settlementColumns, toSettlementMessage } from './settlement-row.ts'

const pages = keyset('instant', 'text')

export function listSettlements(database: Database) {
  return async (request: ListSettlementsRequest): Promise<ListSettlementsResponse> => {
    const size = pageSize(request.pageSize)
    const [before = null, id = ''] = pages.after(request.pageToken) ?? []
    const rows = await database.query<SettlementRow>(
      `SELECT ${settlementColumns} FROM settlements
       WHERE tenant = $1 AND ($2 = '' OR station_id = $2)
         AND ($3::timestamptz IS NULL OR (recorded_at, settlement_id) < ($3, $4))
       ORDER BY recorded_at DESC, settlement_id DESC LIMIT $5`,
      [requireTenant(request.tenant), checkText(request.stationId, 'stationId'), before, id, size + 1],
    )
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.recorded_at, row.settlement_id])
    return { settlements: items.map(toSettlementMessage), nextPageToken }
  }
}

export function getSettlement(database: Database) {
  return async (request: GetSettlementRequest): Promise<Settlement> => {
    const receiptId = requireId(request.receiptId, 'receiptId')
    const [row] = await database.query<SettlementRow>(
      `SELECT ${settlementColumns} FROM settlements WHERE tenant = $1 AND receipt_id = $2 ORDER BY recorded_at DESC LIMIT 1`,
      [requireTenant(request.tenant), receiptId],
    )
    if (row === undefined) throw fail('not_found', `no settlement has receipt '${receiptId}'`, { field: 'receiptId' })
    return toSettlementMessage(row)
  }
}
