import type { Queryable } from '@chargeplane/database'
import type { ListStationsRequest, ListStationsResponse } from '@chargeplane/proto/stations/v1/stations'
import { checkTenant, stationKey } from '../identity.ts'
import { cutPage, pageSize } from '../paging.ts'
import { viewStations } from '../station-view.ts'

/** Stations of one tenant, ordered by id regardless of case. */
export function listStations(database: Queryable) {
  return async (request: ListStationsRequest): Promise<ListStationsResponse> => {
    checkTenant(request.tenant)
    const size = pageSize(request.pageSize)
    const rows = await viewStations(database, request.tenant, stationKey(request.pageToken), size + 1)
    const { page, nextPageToken } = cutPage(rows, size, last => last.stationId)
    return { stations: page, nextPageToken }
  }
}
