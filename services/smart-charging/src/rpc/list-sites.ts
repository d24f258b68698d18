import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { ListSitesRequest, ListSitesResponse } from '@chargeplane/proto/smartcharging/v1/sites'
import { type SiteRow, siteColumns, toSite } from './site-row.ts'

const largestPage = 200

/** Sites by id; the token of the next page is the last id of this one. */
export async function listSites(db: Database, request: ListSitesRequest): Promise<ListSitesResponse> {
  if (request.pageSize < 0 || request.pageSize > largestPage)
    throw fail('invalid_argument', `pageSize must be from 1 to ${largestPage}`, { field: 'pageSize' })
  const size = request.pageSize || 50
  const rows = await db.query<SiteRow>(
    `SELECT ${siteColumns} FROM sites WHERE tenant = $1 AND site_id > $2 ORDER BY site_id LIMIT $3`,
    [request.tenant, request.pageToken, size + 1],
  )
  const page = rows.slice(0, size)
  const sites = await Promise.all(page.map(row => toSite(db, request.tenant, row)))
  return { sites, nextPageToken: rows.length > size ? (page.at(-1)?.site_id ?? '') : '' }
}
