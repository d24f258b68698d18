// Who works on a site: one dispatcher at a time, by a claim that runs out by itself when its holder has died.
import type { Database } from '@chargeplane/database'
import type { SiteLimits } from './plan.ts'

export interface ClaimedSite extends SiteLimits {
  tenant: string
  siteId: string
  /** What the plan is for; the site is due again when it has been raised meanwhile. */
  revision: bigint
}

interface SiteRow extends Record<string, unknown> {
  tenant: string
  site_id: string
  limit_a: string
  default_a: string
  revision: bigint
}

const columns = 'tenant, site_id, limit_a, default_a, revision'

function siteOf(row: SiteRow | undefined): ClaimedSite | undefined {
  if (!row) return undefined
  const { tenant, site_id: siteId, revision } = row
  return { tenant, siteId, limitA: Number(row.limit_a), defaultA: Number(row.default_a), revision }
}

/** A site whose plan is out of date, claimed for `claimS` seconds: the one that was worked on the longest ago. */
export async function claimSite(db: Database, claimS: number): Promise<ClaimedSite | undefined> {
  const [row] = await db.query<SiteRow>(
    `UPDATE sites SET claimed_until = now() + make_interval(secs => $1)
     WHERE (tenant, site_id) IN (
       SELECT tenant, site_id FROM sites
       WHERE claimed_until <= now() AND (planned_revision < revision OR retry_at <= now())
       ORDER BY claimed_until LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${columns}`,
    [claimS],
  )
  return siteOf(row)
}

/** Keeps the claim for another `claimS` seconds and says what the site's limits are now; undefined when the site is gone. */
export async function renewClaim(db: Database, site: ClaimedSite, claimS: number): Promise<ClaimedSite | undefined> {
  const [row] = await db.query<SiteRow>(
    `UPDATE sites SET claimed_until = now() + make_interval(secs => $3) WHERE tenant = $1 AND site_id = $2
     RETURNING ${columns}`,
    [site.tenant, site.siteId, claimS],
  )
  return siteOf(row)
}

/**
 * The plan is carried out. A change that came in since the site was claimed has raised its revision above the claimed one: it is due again
 * at once. With `retryMs` it is due again after that time, for the stations that did not answer.
 */
export async function settleClaim(db: Database, site: ClaimedSite, retryMs: number | undefined): Promise<void> {
  await db.query(
    `UPDATE sites SET planned_revision = $3, claimed_until = now(), retry_at = now() + make_interval(secs => $4)
     WHERE tenant = $1 AND site_id = $2`,
    [site.tenant, site.siteId, site.revision, retryMs === undefined ? null : retryMs / 1000],
  )
}

/** Work on a site failed half-way: it is due again after `retryMs`. When this fails too, the claim runs out by itself. */
export async function giveBack(db: Database, site: ClaimedSite, retryMs: number): Promise<void> {
  const due = 'UPDATE sites SET claimed_until = now() + make_interval(secs => $3) WHERE tenant = $1 AND site_id = $2'
  await db.query(due, [site.tenant, site.siteId, retryMs / 1000]).catch(() => undefined)
}
