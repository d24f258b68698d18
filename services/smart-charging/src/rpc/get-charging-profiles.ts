import type { Database } from '@chargeplane/database'
import type { StationChargingProfiles, StationChargingRequest } from '@chargeplane/proto/smartcharging/v1/charging'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { acceptedProfiles } from '../accepted-profiles.ts'
import { fromStored } from '../placed-profiles.ts'

interface ReportRow extends Record<string, unknown> {
  request_id: bigint
  profiles: unknown[]
  complete: boolean
  reported_at: Date
}

/** What a station has accepted by commands, and what it said itself when it was last asked (OCPP 2.x K09). */
export async function getChargingProfiles(
  db: Database,
  request: StationChargingRequest,
): Promise<StationChargingProfiles> {
  const [tenant, stationId] = [requireTenant(request.tenant), requireId(request.stationId, 'stationId')]
  const [report] = await db.query<ReportRow>(
    'SELECT request_id, profiles, complete, reported_at FROM profile_reports WHERE tenant = $1 AND station_id = $2',
    [tenant, stationId],
  )
  return {
    accepted: await acceptedProfiles(db, tenant, stationId),
    requestId: report?.request_id ?? 0n,
    reportedAt: report?.reported_at.toISOString() ?? '',
    complete: report?.complete ?? false,
    reported: report?.profiles.map(fromStored) ?? [],
  }
}
