// ChargeRecordService.ListChargeRecords: newest first, of the tenant or of one station.
import type { Database } from '@chargeplane/database'
import { type ListChargeRecordsRequest, ListChargeRecordsResponse } from '@chargeplane/proto/billing/v1/billing'
import { checkText, keyset, pageSize, requireTenant } from '@chargeplane/rpc'
import { type ChargeRecordRow, chargeRecordColumns, toChargeRecordMessage } from './charge-record-row.ts'

const pages = keyset('instant', 'text')

export function listChargeRecords(database: Database) {
  return async (request: ListChargeRecordsRequest): Promise<ListChargeRecordsResponse> => {
    const tenant = requireTenant(request.tenant)
    const stationId = checkText(request.stationId, 'stationId')
    const size = pageSize(request.pageSize)
    const after = pages.after(request.pageToken)
    const conditions = ['tenant = $1']
    const values: unknown[] = [tenant]
    if (stationId !== '') conditions.push(`station_id = $${values.push(stationId)}`)
    if (after !== undefined) {
      const key = after.map(part => `$${values.push(part)}`)
      conditions.push(`(created_at, charge_record_id) < (${key.join(', ')})`)
    }
    const rows = await database.query<ChargeRecordRow>(
      `SELECT ${chargeRecordColumns} FROM charge_records WHERE ${conditions.join(' AND ')}
       ORDER BY created_at DESC, charge_record_id DESC LIMIT $${values.push(size + 1)}`,
      values,
    )
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.created_at, row.charge_record_id])
    return ListChargeRecordsResponse.fromPartial({ chargeRecords: items.map(toChargeRecordMessage), nextPageToken })
  }
}
