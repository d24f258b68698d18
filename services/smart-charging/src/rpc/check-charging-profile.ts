import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { ChargingProfile } from '@chargeplane/proto/ocpp/v1/charging'
import type {
  CheckChargingProfileRequest,
  CheckChargingProfileResponse,
} from '@chargeplane/proto/smartcharging/v1/charging'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { acceptedProfiles } from '../accepted-profiles.ts'

/**
 * Throws failed_precondition where the station holds another profile in the same place: of the same transaction and stack level (OCPP 2.x K01.FR.39), or
 * else of the same purpose, EVSE and stack level with validities that overlap (K01.FR.06). Which profiles it holds is what commands have told so far.
 */
export async function checkChargingProfile(
  db: Database,
  request: CheckChargingProfileRequest,
): Promise<CheckChargingProfileResponse> {
  const { evseId, profile } = request
  const [tenant, stationId] = [requireTenant(request.tenant), requireId(request.stationId, 'stationId')]
  if (profile === undefined) throw fail('invalid_argument', 'a profile is required', { field: 'profile' })
  for (const { evseId: otherEvseId, profile: other } of await acceptedProfiles(db, tenant, stationId)) {
    if (other === undefined || other.id === profile.id) continue
    if (other.stackLevel !== profile.stackLevel || other.purpose !== profile.purpose) continue
    const isTx = profile.purpose === 'TxProfile'
    const same = isTx
      ? other.transactionId === profile.transactionId
      : otherEvseId === evseId && overlap(profile, other)
    if (!same) continue
    const where = isTx ? `transaction ${profile.transactionId}` : `EVSE ${evseId}`
    const what = `the station holds profile ${other.id}, a ${other.purpose} of stack level ${other.stackLevel} for ${where}`
    const rule = isTx ? 'K01.FR.39' : 'K01.FR.06'
    throw fail('failed_precondition', `${what}: take its id, or another stack level (OCPP ${rule})`, {
      field: 'chargingProfile.stackLevel',
    })
  }
  return {}
}

/** RFC 3339 UTC in one form sorts as text; an end that is open is empty. */
function overlap(a: ChargingProfile, b: ChargingProfile): boolean {
  const before = (x: ChargingProfile, y: ChargingProfile) =>
    x.validTo !== '' && y.validFrom !== '' && x.validTo <= y.validFrom
  return !before(a, b) && !before(b, a)
}
