import type { Database } from '@chargeplane/database'
import type { PhaseValues } from '@chargeplane/proto/ocpp/v1/charging'
import type {
  DecideDynamicScheduleRequest,
  DecideDynamicScheduleResponse,
} from '@chargeplane/proto/smartcharging/v1/charging'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { acceptedProfiles } from '../accepted-profiles.ts'
import { inUnit } from '../amps.ts'

const no = { accepted: false, limit: undefined, dischargeLimit: undefined, setpoint: undefined }

/**
 * What a dynamic profile allows now (OCPP 2.1 K28.FR.07): the values that it was given last, by SetChargingProfile or UpdateDynamicSchedule, within
 * what the plan of its site leaves to the EVSE. Another profile than a dynamic one has nothing to ask for (K28.FR.12).
 */
export async function decideDynamicSchedule(
  db: Database,
  request: DecideDynamicScheduleRequest,
): Promise<DecideDynamicScheduleResponse> {
  const [tenant, stationId] = [requireTenant(request.tenant), requireId(request.stationId, 'stationId')]
  const profiles = await acceptedProfiles(db, tenant, stationId)
  const placed = profiles.find(({ profile }) => profile?.id === request.profileId && profile.kind === 'Dynamic')
  const schedule = placed?.profile?.schedules[0]
  const period = schedule?.periods[0]
  if (placed === undefined || schedule === undefined || period === undefined) return no
  const [member] = await db.query<{ committed_a: string }>(
    'SELECT committed_a FROM site_members WHERE tenant = $1 AND station_id = $2 AND evse_id = $3',
    [tenant, stationId, placed.evseId],
  )
  const shareA = member === undefined ? Number.POSITIVE_INFINITY : Number(member.committed_a)
  const most = inUnit(shareA, schedule.rateUnit, period.numberPhases)
  const mostOfPhase = inUnit(shareA, schedule.rateUnit, 1)
  return {
    accepted: true,
    limit: capped(period.limit, most, mostOfPhase),
    dischargeLimit: period.dischargeLimit,
    setpoint: capped(period.setpoint, most, mostOfPhase),
  }
}

/** Values a phase are each within the phase's share, one value for all is within that of all. */
function capped(values: PhaseValues | undefined, most: number, mostOfPhase: number): PhaseValues | undefined {
  if (values === undefined) return undefined
  const { value, l2, l3 } = values
  if (l2 === undefined && l3 === undefined) return { value: Math.min(value, most) }
  const phase = (amount: number | undefined) => (amount === undefined ? undefined : Math.min(amount, mostOfPhase))
  return { value: Math.min(value, mostOfPhase), l2: phase(l2), l3: phase(l3) }
}
