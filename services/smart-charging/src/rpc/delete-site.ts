import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { DeleteSiteResponse, GetSiteRequest } from '@chargeplane/proto/smartcharging/v1/sites'
import { requireId, requireTenant } from '@chargeplane/rpc'

/** Forgets a site. Its stations keep the profiles they have accepted: lifting a limit is a decision of its own. Throws not_found. */
export async function deleteSite(db: Database, request: GetSiteRequest): Promise<DeleteSiteResponse> {
  const gone = await db.query('DELETE FROM sites WHERE tenant = $1 AND site_id = $2 RETURNING 1', [
    requireTenant(request.tenant),
    requireId(request.siteId, 'siteId'),
  ])
  if (gone.length === 0) throw fail('not_found', `no site ${request.siteId}`, { field: 'siteId' })
  return {}
}
