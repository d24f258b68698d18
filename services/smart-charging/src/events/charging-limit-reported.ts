import type { Handler } from '@chargeplane/events'
import { ReportedChargingLimit } from '@chargeplane/proto/smartcharging/v1/charging'
import { mostA } from '../amps.ts'
import { markDue } from '../members.ts'
import { isZombie } from './session-state.ts'

/**
 * Keeps an external limit (OCPP 2.x K11, K12, K14). The station obeys it by itself; the plan gives what it leaves to the others of the site. What a
 * local source adds (2.1 K27) is no cap.
 */
export const chargingLimitReported: Handler<'chargeplane.ocpp.v1.ChargingLimitReported'> = async ({ data }, { tx }) => {
  const { origin, evseId, source, gridCritical, localGeneration, schedules } = data
  if (origin === undefined || (await isZombie(tx, origin))) return
  const { tenant, stationId, epoch, sequence, receivedAt } = origin
  const capA = localGeneration ? undefined : mostA(schedules)
  const report = ReportedChargingLimit.toJSON({
    evseId,
    source,
    gridCritical,
    localGeneration,
    schedules,
    reportedAt: receivedAt,
  })
  const noted = await tx.query(
    `INSERT INTO charging_limits (tenant, station_id, evse_id, source, report, cleared, cap_a, epoch, sequence, reported_at)
     VALUES ($1, $2, $3, $4, $5, false, $6, $7, $8, $9)
     ON CONFLICT (tenant, station_id, evse_id, source) DO UPDATE SET report = excluded.report, cleared = false,
       cap_a = excluded.cap_a, epoch = excluded.epoch, sequence = excluded.sequence, reported_at = excluded.reported_at
     WHERE (charging_limits.epoch, charging_limits.sequence) < (excluded.epoch, excluded.sequence) RETURNING 1`,
    [tenant, stationId, evseId, source, JSON.stringify(report), capA ?? null, epoch, sequence, receivedAt],
  )
  if (noted.length > 0) await markDue(tx, tenant, stationId)
}
