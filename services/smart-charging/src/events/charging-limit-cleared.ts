import type { Handler } from '@chargeplane/events'
import { markDue } from '../members.ts'
import { isZombie } from './session-state.ts'

/** An external limit is gone (OCPP 2.x K13, K14); one that names no EVSE takes all of its source with it. */
export const chargingLimitCleared: Handler<'chargeplane.ocpp.v1.ChargingLimitCleared'> = async ({ data }, { tx }) => {
  const { origin, evseId, source } = data
  if (origin === undefined || (await isZombie(tx, origin))) return
  const { tenant, stationId, epoch, sequence, receivedAt } = origin
  // A row also for a limit that was never told: its report may come late.
  await tx.query(
    `INSERT INTO charging_limits (tenant, station_id, evse_id, source, report, cleared, epoch, sequence, reported_at)
     VALUES ($1, $2, $3, $4, '{}', true, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [tenant, stationId, evseId, source, epoch, sequence, receivedAt],
  )
  await tx.query(
    `UPDATE charging_limits SET cleared = true, cap_a = NULL, epoch = $5, sequence = $6, reported_at = $7
     WHERE tenant = $1 AND station_id = $2 AND (evse_id = $3 OR $3 = 0) AND source = $4 AND (epoch, sequence) < ($5, $6)`,
    [tenant, stationId, evseId, source, epoch, sequence, receivedAt],
  )
  await markDue(tx, tenant, stationId)
}
