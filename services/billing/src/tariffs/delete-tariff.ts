// TariffService.DeleteTariff: a version that says "no more". What was priced keeps its tariff, and so does a session that has begun.
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import { DeleteTariffResponse, type GetTariffRequest } from '@chargeplane/proto/billing/v1/billing'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { wholeSecond } from './put-tariff.ts'

export function deleteTariff(database: Database, now: () => Date) {
  return async (request: GetTariffRequest): Promise<DeleteTariffResponse> => {
    const tenant = requireTenant(request.tenant)
    const tariffId = requireId(request.tariffId, 'tariffId')
    const deleted = await database.query(
      `WITH head AS (
         UPDATE tariffs SET version = version + 1, deleted = true
         WHERE tenant = $1 AND tariff_id = $2 AND NOT deleted RETURNING tenant, tariff_id, version
       )
       INSERT INTO tariff_versions (tenant, tariff_id, version, valid_from, deleted, currency, elements, station_ids, name)
       SELECT tenant, tariff_id, head.version, $3, true, currency, '[]', '{}', name
       FROM head JOIN tariff_versions last USING (tenant, tariff_id) WHERE last.version = head.version - 1
       RETURNING version`,
      [tenant, tariffId, wholeSecond(now())],
    )
    if (deleted.length === 0) throw fail('not_found', `no tariff '${tariffId}'`, { field: 'tariffId' })
    return DeleteTariffResponse.fromPartial({})
  }
}
