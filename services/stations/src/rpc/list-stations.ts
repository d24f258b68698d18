import type { Queryable } from '@chargeplane/database'
import type { ListStationsRequest, ListStationsResponse } from '@chargeplane/proto/stations/v1/stations'
import { keyset, pageSize, requireTenant } from '@chargeplane/rpc'
import { stationKey } from '../identity.ts'
import { viewStations } from '../station-view.ts'

const pages = keyset('text')

/** Stations of one tenant, ordered by id regardless of case. */
export function listStations(database: Queryable) {
  return async (request: ListStationsRequest): Promise<ListStationsResponse> => {
    const tenant = requireTenant(request.tenant)
    const size = pageSize(request.pageSize)
    const [afterKey] = pages.after(request.pageToken) ?? ['']
    const rows = await viewStations(database, tenant, afterKey, size + 1)
    const { items, nextPageToken } = pages.cut(rows, size, last => [stationKey(last.stationId)])
    return { stations: items, nextPageToken }
  }
}
