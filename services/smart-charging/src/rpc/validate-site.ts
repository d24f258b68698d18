import { fail } from '@chargeplane/failure'
import type { Site, SiteMember } from '@chargeplane/proto/smartcharging/v1/sites'
import { checkText, requireId, requireTenant } from '@chargeplane/rpc'

const maxAmps = 10_000
const hardwareA = 32
const identifier = /^[A-Za-z0-9*_=:+|@.-]{1,48}$/
// A car does not charge below 6 A (IEC 61851), so no default needs to be higher to keep it alive.
const usualDefaultA = 6

/** A checked site: every number in steps of 0.1 A, defaults filled in. Throws invalid_argument naming the field. */
export function validateSite(site: Site | undefined): Site {
  if (!site) throw fail('invalid_argument', 'a site is required', { field: 'site' })
  requireTenant(site.tenant)
  if (!identifier.test(site.siteId))
    throw fail('invalid_argument', 'siteId must be 1 to 48 letters, digits or *_=:+|@.-', { field: 'siteId' })
  checkText(site.name, 'name')
  const limitA = amps(site.limitA, 'limitA', 1)
  const members = site.members.map(validateMember)
  const seen = new Set<string>()
  for (const [i, m] of members.entries()) {
    const key = `${m.stationId}#${m.evseId}`
    if (seen.has(key))
      throw fail('invalid_argument', `EVSE ${m.evseId} of ${m.stationId} is listed twice`, { field: `members[${i}]` })
    seen.add(key)
  }
  const share = members.length === 0 ? usualDefaultA : Math.floor((limitA / members.length) * 10) / 10
  const defaultA = site.defaultA === 0 ? Math.min(usualDefaultA, share) : amps(site.defaultA, 'defaultA', 0)
  if (defaultA > share) {
    const why = `${members.length} EVSEs at ${defaultA} A would pass the limit of ${limitA} A: at most ${share} A`
    throw fail('invalid_argument', `defaultA: ${why}`, { field: 'defaultA' })
  }
  return { ...site, limitA, defaultA, members }
}

function validateMember(member: SiteMember, index: number): SiteMember {
  const field = `members[${index}]`
  requireId(member.stationId, `${field}.stationId`)
  if (member.evseId < 1) throw fail('invalid_argument', 'evseId must be at least 1', { field: `${field}.evseId` })
  const maxA = member.maxA === 0 ? hardwareA : amps(member.maxA, `${field}.maxA`, 1)
  return { ...member, maxA }
}

function amps(value: number, field: string, least: number): number {
  if (!Number.isFinite(value) || value < least || value > maxAmps)
    throw fail('invalid_argument', `${field} must be from ${least} to ${maxAmps} A`, { field })
  return Math.floor(value * 10) / 10
}
