import type { Queryable } from '@chargeplane/database'

/** The EV at that EVSE is to get a charging profile, even if its limit stays as it is. Whoever calls this marks the station as due. */
export async function oweProfile(tx: Queryable, tenant: string, stationId: string, evseId: number): Promise<void> {
  await tx.query(
    `UPDATE site_members SET profiles_owed = profiles_owed + 1 WHERE tenant = $1 AND station_id = $2 AND evse_id = $3`,
    [tenant, stationId, evseId],
  )
}
