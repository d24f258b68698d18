// TariffService.GetTariff: the newest version, also when it is not in force yet.
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { GetTariffRequest, Tariff } from '@chargeplane/proto/billing/v1/billing'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { type TariffRow, tariffColumns, toTariffMessage } from './tariff-row.ts'

export function getTariff(database: Database) {
  return async (request: GetTariffRequest): Promise<Tariff> => {
    const [row] = await database.query<TariffRow>(
      `SELECT ${tariffColumns} FROM tariffs JOIN tariff_versions USING (tenant, tariff_id, version)
       WHERE tenant = $1 AND tariff_id = $2 AND NOT tariffs.deleted`,
      [requireTenant(request.tenant), requireId(request.tariffId, 'tariffId')],
    )
    if (row === undefined) throw fail('not_found', `no tariff '${request.tariffId}'`, { field: 'tariffId' })
    return toTariffMessage(row)
  }
}
