// Which tariff prices a session.
import type { Queryable } from '@chargeplane/database'
import { type TariffRow, tariffColumns } from './tariff-row.ts'

/**
 * The tariff in force for a station at an instant: one that names the station before the tenant's default; of several, the one that came into force
 * last, then the first by id. A tariff that was changed to name other stations, or was deleted, no longer counts from then on.
 */
export async function tariffInForce(
  tx: Queryable,
  tenant: string,
  stationId: string,
  at: Date,
): Promise<TariffRow | undefined> {
  const [row] = await tx.query<TariffRow>(
    `SELECT ${tariffColumns} FROM tariff_stations s JOIN tariff_versions v USING (tenant, tariff_id, version)
     WHERE tenant = $1 AND s.station_id IN ($2, '') AND v.valid_from <= $3
       AND NOT EXISTS (
         SELECT FROM tariff_versions newer
         WHERE newer.tenant = v.tenant AND newer.tariff_id = v.tariff_id AND newer.version > v.version AND newer.valid_from <= $3
       )
     ORDER BY s.station_id = '', v.valid_from DESC, tariff_id LIMIT 1`,
    [tenant, stationId, at],
  )
  return row
}
