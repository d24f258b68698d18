import type { Database } from '@chargeplane/database'
import type { GetSiteRequest, Site } from '@chargeplane/proto/smartcharging/v1/sites'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { readSite } from './site-row.ts'

/** One site with its members. Throws not_found. */
export async function getSite(db: Database, request: GetSiteRequest): Promise<Site> {
  return readSite(db, requireTenant(request.tenant), requireId(request.siteId, 'siteId'))
}
