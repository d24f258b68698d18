import type { Database, Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { PutSiteRequest, Site } from '@chargeplane/proto/smartcharging/v1/sites'
import { readSite } from './site-row.ts'
import { validateSite } from './validate-site.ts'

/** Creates or replaces a site and has it planned. Members that stay keep what they have accepted. An EVSE can be in one site only. */
export async function putSite(db: Database, request: PutSiteRequest, due: () => void): Promise<Site> {
  const site = validateSite(request.site)
  const stored = await db.transaction(async tx => {
    await tx.query(
      `INSERT INTO sites (tenant, site_id, name, limit_a, default_a, bidirectional) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (tenant, site_id) DO UPDATE
       SET name = $3, limit_a = $4, default_a = $5, bidirectional = $6, revision = sites.revision + 1, updated_at = now()`,
      [site.tenant, site.siteId, site.name, site.limitA, site.defaultA, site.bidirectional],
    )
    await putMembers(tx, site)
    return readSite(tx, site.tenant, site.siteId)
  })
  due()
  return stored
}

async function putMembers(tx: Queryable, site: Site): Promise<void> {
  const columns = [
    site.members.map(m => m.stationId),
    site.members.map(m => m.evseId),
    site.members.map(m => m.maxA),
  ] as const
  await tx.query(
    `DELETE FROM site_members WHERE tenant = $1 AND site_id = $2
     AND (station_id, evse_id) NOT IN (SELECT * FROM unnest($3::text[], $4::int[]))`,
    [site.tenant, site.siteId, columns[0], columns[1]],
  )
  const [taken] = await tx.query<{ station_id: string; evse_id: number; site_id: string }>(
    `SELECT station_id, evse_id, site_id FROM site_members WHERE tenant = $1 AND site_id <> $2
     AND (station_id, evse_id) IN (SELECT * FROM unnest($3::text[], $4::int[]))`,
    [site.tenant, site.siteId, columns[0], columns[1]],
  )
  if (taken) {
    const index = site.members.findIndex(m => m.stationId === taken.station_id && m.evseId === taken.evse_id)
    throw fail('already_exists', `EVSE ${taken.evse_id} of ${taken.station_id} belongs to site ${taken.site_id}`, {
      field: `members[${index}]`,
    })
  }
  await tx.query(
    `INSERT INTO site_members (tenant, site_id, station_id, evse_id, max_a, committed_a)
     SELECT $1, $2, station_id, evse_id, max_a, $6 FROM unnest($3::text[], $4::int[], $5::numeric[]) AS m (station_id, evse_id, max_a)
     ON CONFLICT (tenant, station_id, evse_id) DO UPDATE SET max_a = excluded.max_a`,
    [site.tenant, site.siteId, ...columns, site.defaultA],
  )
}
