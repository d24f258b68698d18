import type { Database } from '@chargeplane/database'
import {
  ChargingNeedsVerdict,
  type DecideChargingNeedsRequest,
  type DecideChargingNeedsResponse,
} from '@chargeplane/proto/smartcharging/v1/charging'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { evMaxA } from '../amps.ts'
import { loadMembers } from '../members.ts'
import { sum } from '../plan.ts'

/** Below it no AC charge goes on (IEC 61851); what an EV names itself goes before. */
const leastA = 6

/**
 * Whether an EV gets a charging profile (OCPP 2.x K15.FR.03-05, K17-K19 the same, Q01.FR.04, Q01.FR.07): an EVSE of a site does, at once when the
 * site has something to give, later when others have to give way first. The event that follows the answer has it sent.
 */
export async function decideChargingNeeds(
  db: Database,
  request: DecideChargingNeedsRequest,
): Promise<DecideChargingNeedsResponse> {
  const [tenant, stationId] = [requireTenant(request.tenant), requireId(request.stationId, 'stationId')]
  const { evseId, needs } = request
  const [site] = await db.query<{ site_id: string; limit_a: string; bidirectional: boolean }>(
    `SELECT s.site_id, s.limit_a, s.bidirectional FROM site_members m JOIN sites s USING (tenant, site_id)
     WHERE m.tenant = $1 AND m.station_id = $2 AND m.evse_id = $3`,
    [tenant, stationId, evseId],
  )
  const wantsBack = needs?.requestedEnergyTransfer.includes('BPT') === true
  if (wantsBack && site?.bidirectional !== true) return { verdict: ChargingNeedsVerdict.REFUSED }
  if (site === undefined) return { verdict: ChargingNeedsVerdict.NO_PROFILE }
  const members = await loadMembers(db, tenant, site.site_id)
  const own = members.find(m => m.stationId === stationId && m.evseId === evseId)
  const slack = Math.max(0, Number(site.limit_a) - sum(members.map(m => m.committedA)))
  const wanted = Math.min(needs?.minCurrentA ?? leastA, (needs && evMaxA(needs)) ?? leastA, leastA)
  const atOnce = (own?.committedA ?? 0) + slack >= wanted
  return { verdict: atOnce ? ChargingNeedsVerdict.ACCEPTED : ChargingNeedsVerdict.PROCESSING }
}
