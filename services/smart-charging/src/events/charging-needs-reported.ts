import type { Handler } from '@chargeplane/events'
import { ChargingNeeds } from '@chargeplane/proto/ocpp/v1/charging'
import { evMaxA } from '../amps.ts'
import { markDue } from '../members.ts'
import { oweProfile } from '../owed-profiles.ts'
import { isZombie } from './session-state.ts'

/**
 * Keeps what the EV at an EVSE wants, and sends the profile that it was promised (OCPP 2.x K15.FR.07, K17.FR.07, K18.FR.07, K19.FR.07) by the plan of
 * the site. The promise is on Kafka before the station has it, so no crash here breaks it.
 */
export const chargingNeedsReported: Handler<'chargeplane.ocpp.v1.ChargingNeedsReported'> = async ({ data }, { tx }) => {
  const { origin, evseId, needs, status } = data
  if (origin === undefined || needs === undefined || (await isZombie(tx, origin))) return
  const { tenant, stationId, epoch, sequence, receivedAt } = origin
  const noted = await tx.query(
    `INSERT INTO charging_needs (tenant, station_id, evse_id, needs, status, max_a, epoch, sequence, reported_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (tenant, station_id, evse_id) DO UPDATE SET needs = excluded.needs, status = excluded.status,
       max_a = excluded.max_a, epoch = excluded.epoch, sequence = excluded.sequence, reported_at = excluded.reported_at
     WHERE (charging_needs.epoch, charging_needs.sequence) < (excluded.epoch, excluded.sequence) RETURNING 1`,
    [
      tenant,
      stationId,
      evseId,
      JSON.stringify(ChargingNeeds.toJSON(needs)),
      status,
      evMaxA(needs) ?? null,
      epoch,
      sequence,
      receivedAt,
    ],
  )
  if (noted.length === 0) return
  if (status === 'Accepted' || status === 'Processing') await oweProfile(tx, tenant, stationId, evseId)
  await markDue(tx, tenant, stationId)
}
