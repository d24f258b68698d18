// TariffService.ListTariffs: the newest version of each, by id.
import type { Database } from '@chargeplane/database'
import { type ListTariffsRequest, ListTariffsResponse } from '@chargeplane/proto/billing/v1/billing'
import { keyset, pageSize, requireTenant } from '@chargeplane/rpc'
import { type TariffRow, tariffColumns, toTariffMessage } from './tariff-row.ts'

const pages = keyset('text')

export function listTariffs(database: Database) {
  return async (request: ListTariffsRequest): Promise<ListTariffsResponse> => {
    const [after] = pages.after(request.pageToken) ?? [null]
    const size = pageSize(request.pageSize)
    const rows = await database.query<TariffRow>(
      `SELECT ${tariffColumns} FROM tariffs JOIN tariff_versions USING (tenant, tariff_id, version)
       WHERE tenant = $1 AND NOT tariffs.deleted AND ($2::text IS NULL OR tariff_id > $2) ORDER BY tariff_id LIMIT $3`,
      [requireTenant(request.tenant), after, size + 1],
    )
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.tariff_id])
    return ListTariffsResponse.fromPartial({ tariffs: items.map(toTariffMessage), nextPageToken })
  }
}
