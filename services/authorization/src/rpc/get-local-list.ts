import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { GetLocalListRequest, LocalList } from '@chargeplane/proto/authorization/v1/local_lists'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { readList } from '../local-lists/records.ts'

export function getLocalList(database: Queryable) {
  return async ({ tenant, stationId }: GetLocalListRequest): Promise<LocalList> => {
    const station = { tenant: requireTenant(tenant), stationId: requireId(stationId, 'stationId') }
    const list = await readList(database, station)
    if (list === undefined) {
      throw fail('not_found', 'the station has acknowledged no list', { field: 'stationId' })
    }
    return list
  }
}
