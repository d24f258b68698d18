// ChargeRecordService.GetChargeRecord
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { ChargeRecord, GetChargeRecordRequest } from '@chargeplane/proto/billing/v1/billing'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { type ChargeRecordRow, chargeRecordColumns, toChargeRecordMessage } from './charge-record-row.ts'

export function getChargeRecord(database: Database) {
  return async (request: GetChargeRecordRequest): Promise<ChargeRecord> => {
    const [row] = await database.query<ChargeRecordRow>(
      `SELECT ${chargeRecordColumns} FROM charge_records WHERE tenant = $1 AND charge_record_id = $2`,
      [requireTenant(request.tenant), requireId(request.chargeRecordId, 'chargeRecordId')],
    )
    if (row === undefined) {
      throw fail('not_found', `no charge record '${request.chargeRecordId}'`, { field: 'chargeRecordId' })
    }
    return toChargeRecordMessage(row)
  }
}
