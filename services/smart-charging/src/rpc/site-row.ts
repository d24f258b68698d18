import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { Site } from '@chargeplane/proto/smartcharging/v1/sites'
import { loadMembers } from '../members.ts'

export interface SiteRow extends Record<string, unknown> {
  site_id: string
  name: string
  limit_a: string
  default_a: string
  bidirectional: boolean
  updated_at: Date
}

export const siteColumns = 'site_id, name, limit_a, default_a, bidirectional, updated_at'

/** A stored site with its members as they stand now. */
export async function toSite(db: Queryable, tenant: string, row: SiteRow): Promise<Site> {
  const members = await loadMembers(db, tenant, row.site_id)
  return {
    tenant,
    siteId: row.site_id,
    name: row.name,
    limitA: Number(row.limit_a),
    defaultA: Number(row.default_a),
    bidirectional: row.bidirectional,
    updatedAt: row.updated_at.toISOString(),
    members: members.map(m => ({
      stationId: m.stationId,
      evseId: m.evseId,
      maxA: m.maxA,
      committedA: m.committedA,
      transactionId: m.transactionId ?? '',
    })),
  }
}

/** Reads one site; throws not_found. */
export async function readSite(db: Queryable, tenant: string, siteId: string): Promise<Site> {
  const [row] = await db.query<SiteRow>(`SELECT ${siteColumns} FROM sites WHERE tenant = $1 AND site_id = $2`, [
    tenant,
    siteId,
  ])
  if (!row) throw fail('not_found', `no site ${siteId}`, { field: 'siteId' })
  return toSite(db, tenant, row)
}
