import type { Database } from '@chargeplane/database'
import type { DecideEvScheduleRequest, DecideEvScheduleResponse } from '@chargeplane/proto/smartcharging/v1/charging'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { acceptedProfiles } from '../accepted-profiles.ts'
import { mostA } from '../amps.ts'

/** A station rounds on its way through W: less than the tenth that profiles are made of. */
const toleranceA = 0.1

/**
 * Whether an EV plans no more than it may (OCPP 2.x K15.FR.11, K15.FR.12; K16, K17, K18 the same). A limit that is on its way counts already: a
 * station tells the EV's plan as soon as it has accepted the profile, which may be before its answer has been read here.
 */
export async function decideEvSchedule(
  db: Database,
  request: DecideEvScheduleRequest,
): Promise<DecideEvScheduleResponse> {
  const [tenant, stationId] = [requireTenant(request.tenant), requireId(request.stationId, 'stationId')]
  const planned = request.schedule && mostA([request.schedule])
  if (planned === undefined) return { accepted: true }
  const allowed = await allowedA(db, tenant, stationId, request.evseId)
  return { accepted: allowed === undefined || planned <= allowed + toleranceA }
}

async function allowedA(db: Database, tenant: string, stationId: string, evseId: number): Promise<number | undefined> {
  const [member] = await db.query<{ allowed_a: string }>(
    'SELECT coalesce(sending_a, committed_a) AS allowed_a FROM site_members WHERE tenant = $1 AND station_id = $2 AND evse_id = $3',
    [tenant, stationId, evseId],
  )
  if (member !== undefined) return Number(member.allowed_a)
  const profiles = await acceptedProfiles(db, tenant, stationId)
  const own = profiles.filter(placed => placed.evseId === evseId && placed.profile?.purpose === 'TxProfile')
  // The highest stack level is the one in force (K01.FR.37).
  const [first] = own.sort((a, b) => (b.profile?.stackLevel ?? 0) - (a.profile?.stackLevel ?? 0))
  return mostA(first?.profile?.schedules ?? [])
}
