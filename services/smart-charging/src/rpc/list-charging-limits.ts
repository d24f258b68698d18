import type { Database } from '@chargeplane/database'
import {
  type ListChargingLimitsResponse,
  ReportedChargingLimit,
  type StationChargingRequest,
} from '@chargeplane/proto/smartcharging/v1/charging'
import { requireId, requireTenant } from '@chargeplane/rpc'

/** The external limits of a station that are in force (OCPP 2.x K11-K14). There is one an EVSE and source. */
export async function listChargingLimits(
  db: Database,
  request: StationChargingRequest,
): Promise<ListChargingLimitsResponse> {
  const rows = await db.query<{ report: unknown }>(
    `SELECT report FROM charging_limits WHERE tenant = $1 AND station_id = $2 AND NOT cleared ORDER BY evse_id, source`,
    [requireTenant(request.tenant), requireId(request.stationId, 'stationId')],
  )
  return { limits: rows.map(row => ReportedChargingLimit.fromJSON(row.report)) }
}
