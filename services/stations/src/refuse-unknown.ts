import type { Queryable } from '@chargeplane/database'
import { type StationAddress, stationKey, unknownStation } from './identity.ts'

/** For a list that came out empty: an unknown station is not one without entries. Throws not_found. */
export async function refuseUnknown(database: Queryable, address: StationAddress): Promise<void> {
  const found = await database.query('SELECT FROM stations WHERE tenant = $1 AND station_key = $2', [
    address.tenant,
    stationKey(address.stationId),
  ])
  if (found.length === 0) throw unknownStation(address)
}
