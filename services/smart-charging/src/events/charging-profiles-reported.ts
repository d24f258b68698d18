import type { Handler } from '@chargeplane/events'
import { PlacedChargingProfile } from '@chargeplane/proto/smartcharging/v1/charging'
import { isZombie } from './session-state.ts'

/** Joins the parts of the newest answer to GetChargingProfiles (OCPP 2.x K09); another requestId, or another session, begins a new one. */
export const chargingProfilesReported: Handler<'chargeplane.ocpp.v1.ChargingProfilesReported'> = async (
  { data },
  { tx },
) => {
  const { origin, requestId, toBeContinued, evseId, source, profiles } = data
  if (origin === undefined || (await isZombie(tx, origin))) return
  const { tenant, stationId, epoch, sequence, receivedAt } = origin
  const placed = profiles.map(profile => PlacedChargingProfile.toJSON({ evseId, source, profile }))
  await tx.query(
    `INSERT INTO profile_reports AS r (tenant, station_id, request_id, profiles, complete, epoch, sequence, reported_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (tenant, station_id) DO UPDATE SET request_id = excluded.request_id, complete = excluded.complete,
       epoch = excluded.epoch, sequence = excluded.sequence, reported_at = excluded.reported_at,
       profiles = CASE WHEN r.request_id = excluded.request_id AND r.epoch = excluded.epoch AND NOT r.complete
         THEN r.profiles || excluded.profiles ELSE excluded.profiles END
     WHERE (r.epoch, r.sequence) < (excluded.epoch, excluded.sequence)`,
    [tenant, stationId, requestId, JSON.stringify(placed), !toBeContinued, epoch, sequence, receivedAt],
  )
}
