import type { Database } from '@chargeplane/database'
import type { ListSitesRequest, ListSitesResponse } from '@chargeplane/proto/smartcharging/v1/sites'
import { keyset, pageSize, requireTenant } from '@chargeplane/rpc'
import { type SiteRow, siteColumns, toSite } from './site-row.ts'

const pages = keyset('text')

/** Sites of one tenant by id. */
export async function listSites(db: Database, request: ListSitesRequest): Promise<ListSitesResponse> {
  const tenant = requireTenant(request.tenant)
  const size = pageSize(request.pageSize)
  const [afterId] = pages.after(request.pageToken) ?? ['']
  const rows = await db.query<SiteRow>(
    `SELECT ${siteColumns} FROM sites WHERE tenant = $1 AND site_id > $2 ORDER BY site_id LIMIT $3`,
    [tenant, afterId, size + 1],
  )
  const { items, nextPageToken } = pages.cut(rows, size, row => [row.site_id])
  return { sites: await Promise.all(items.map(row => toSite(db, tenant, row))), nextPageToken }
}
