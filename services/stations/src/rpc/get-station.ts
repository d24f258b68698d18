import type { Queryable } from '@chargeplane/database'
import type { GetStationRequest, Station } from '@chargeplane/proto/stations/v1/stations'
import { checkAddress } from '../identity.ts'
import { viewStation } from '../station-view.ts'

export function getStation(database: Queryable) {
  return async (request: GetStationRequest): Promise<Station> => {
    checkAddress(request)
    return viewStation(database, request)
  }
}
