// The charging profiles that a station has accepted, as far as commands told.
import type { Queryable } from '@chargeplane/database'
import { placedProfile } from '@chargeplane/ocpp'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'
import type { PlacedChargingProfile } from '@chargeplane/proto/smartcharging/v1/charging'
import { fromStored, toStored } from './placed-profiles.ts'

type Payload = Record<string, unknown>

/** Every profile of a station by id. */
export async function acceptedProfiles(
  db: Queryable,
  tenant: string,
  stationId: string,
): Promise<PlacedChargingProfile[]> {
  const rows = await db.query<{ profile: unknown }>(
    'SELECT profile FROM accepted_profiles WHERE tenant = $1 AND station_id = $2 ORDER BY profile_id',
    [tenant, stationId],
  )
  return rows.map(row => fromStored(row.profile))
}

/** SetChargingProfile: one with the same id is replaced (OCPP K01.FR.05); in 1.6 also one in the same place (1.6 5.16). */
export async function keepProfile(tx: Queryable, origin: Origin, request: Payload): Promise<void> {
  const { tenant, stationId, epoch, sequence } = origin
  const { evseId, profile } = placedProfile(request)
  const { id, purpose, stackLevel, transactionId } = profile
  if ('csChargingProfiles' in request) {
    await tx.query(
      `DELETE FROM accepted_profiles WHERE tenant = $1 AND station_id = $2 AND evse_id = $3 AND purpose = $4 AND stack_level = $5
       AND (epoch, sequence) < ($6, $7)`,
      [tenant, stationId, evseId, purpose, stackLevel, epoch, sequence],
    )
  }
  await tx.query(
    `INSERT INTO accepted_profiles AS p
       (tenant, station_id, profile_id, evse_id, purpose, stack_level, transaction_id, profile, epoch, sequence)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (tenant, station_id, profile_id) DO UPDATE SET evse_id = excluded.evse_id, purpose = excluded.purpose,
       stack_level = excluded.stack_level, transaction_id = excluded.transaction_id, profile = excluded.profile,
       epoch = excluded.epoch, sequence = excluded.sequence
     WHERE (p.epoch, p.sequence) < (excluded.epoch, excluded.sequence)`,
    [
      tenant,
      stationId,
      id,
      evseId,
      purpose,
      stackLevel,
      transactionId,
      toStored({ evseId, source: 'CSO', profile }),
      epoch,
      sequence,
    ],
  )
}

const whole = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** ClearChargingProfile by id, or by what all of them have in common (OCPP K10.FR.02; 1.6 5.5 has the same fields one level up). */
export async function clearProfiles(tx: Queryable, origin: Origin, request: Payload): Promise<void> {
  const criteria = asObject(request.chargingProfileCriteria) ?? request
  const purpose = criteria.chargingProfilePurpose
  await tx.query(
    `DELETE FROM accepted_profiles WHERE tenant = $1 AND station_id = $2 AND (epoch, sequence) < ($3, $4)
     AND ($5::int IS NULL OR profile_id = $5) AND ($6::int IS NULL OR evse_id = $6)
     AND ($7::text IS NULL OR purpose = $7) AND ($8::int IS NULL OR stack_level = $8)`,
    [
      origin.tenant,
      origin.stationId,
      origin.epoch,
      origin.sequence,
      whole(request.chargingProfileId ?? request.id),
      whole(criteria.evseId ?? criteria.connectorId),
      purpose === 'ChargePointMaxProfile' ? 'ChargingStationMaxProfile' : (purpose ?? null),
      whole(criteria.stackLevel),
    ],
  )
}

function asObject(value: unknown): Payload | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined
}

/** UpdateDynamicSchedule: new values for the one period of a dynamic profile (OCPP 2.1 K28.FR.06). */
export async function updateDynamic(tx: Queryable, origin: Origin, request: Payload): Promise<void> {
  const key = [origin.tenant, origin.stationId, request.chargingProfileId]
  const [row] = await tx.query<{ profile: unknown }>(
    'SELECT profile FROM accepted_profiles WHERE tenant = $1 AND station_id = $2 AND profile_id = $3 FOR UPDATE',
    key,
  )
  const placed = row === undefined ? undefined : fromStored(row.profile)
  const schedule = placed?.profile?.schedules[0]
  const period = schedule?.periods[0]
  if (placed?.profile?.kind !== 'Dynamic' || schedule === undefined || period === undefined) return
  const update = placedProfile({
    chargingProfile: { chargingSchedule: [{ chargingSchedulePeriod: [request.scheduleUpdate] }] },
  }).profile.schedules[0]?.periods[0]
  schedule.periods[0] = {
    ...period,
    limit: update?.limit ?? period.limit,
    dischargeLimit: update?.dischargeLimit ?? period.dischargeLimit,
    setpoint: update?.setpoint ?? period.setpoint,
  }
  await tx.query(
    `UPDATE accepted_profiles SET profile = $4, epoch = $5, sequence = $6
     WHERE tenant = $1 AND station_id = $2 AND profile_id = $3 AND (epoch, sequence) < ($5, $6)`,
    [...key, toStored(placed), origin.epoch, origin.sequence],
  )
}

/** The profiles of a transaction end with it (OCPP K01.FR.34); 1.6 need not say whose they are. */
export async function forgetTransaction(
  tx: Queryable,
  at: { tenant: string; stationId: string; evseId: number; transactionId: string },
): Promise<void> {
  await tx.query(
    `DELETE FROM accepted_profiles WHERE tenant = $1 AND station_id = $2 AND purpose = 'TxProfile'
     AND (transaction_id = $3 OR (transaction_id = '' AND evse_id = $4))`,
    [at.tenant, at.stationId, at.transactionId, at.evseId],
  )
}
