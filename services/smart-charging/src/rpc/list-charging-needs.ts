import type { Database } from '@chargeplane/database'
import { ChargingNeeds } from '@chargeplane/proto/ocpp/v1/charging'
import type { ListChargingNeedsResponse, StationChargingRequest } from '@chargeplane/proto/smartcharging/v1/charging'
import { requireId, requireTenant } from '@chargeplane/rpc'

interface NeedsRow extends Record<string, unknown> {
  evse_id: number
  needs: unknown
  status: string
  reported_at: Date
}

/** What the EVs at a station want, and what they were answered (OCPP 2.x K15-K19). There is one an EVSE. */
export async function listChargingNeeds(
  db: Database,
  request: StationChargingRequest,
): Promise<ListChargingNeedsResponse> {
  const rows = await db.query<NeedsRow>(
    'SELECT evse_id, needs, status, reported_at FROM charging_needs WHERE tenant = $1 AND station_id = $2 ORDER BY evse_id',
    [requireTenant(request.tenant), requireId(request.stationId, 'stationId')],
  )
  return {
    needs: rows.map(row => ({
      evseId: row.evse_id,
      needs: ChargingNeeds.fromJSON(row.needs),
      status: row.status,
      reportedAt: row.reported_at.toISOString(),
    })),
  }
}
