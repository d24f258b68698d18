import type { CreateStationResponse, RotatePasswordRequest, Station } from '@chargeplane/proto/stations/v1/stations'
import { accessChanged } from '../access-changed.ts'
import type { SendNative } from '../commands/send-native.ts'
import { checkAddress, type StationAddress, stationKey, unknownStation } from '../identity.ts'
import { deliverPassword } from '../password-delivery.ts'
import { issuePassword } from '../passwords.ts'
import { viewStation } from '../station-view.ts'
import type { RegistryNeeds } from './create-station.ts'

export interface RotateNeeds extends RegistryNeeds {
  sendNative: SendNative
}

/** What is done to the two verifiers of a station; $3 is the new one. A decision about a password that was replaced meanwhile changes nothing. */
const changes = {
  replaced: "password_verifier = $3, pending_verifier = ''",
  pending: 'pending_verifier = $3',
  accepted: `password_verifier = CASE WHEN pending_verifier = $3 THEN $3 ELSE password_verifier END,
    pending_verifier = CASE WHEN pending_verifier = $3 THEN '' ELSE pending_verifier END`,
  withdrawn: "pending_verifier = CASE WHEN pending_verifier = $3 THEN '' ELSE pending_verifier END",
} as const

/**
 * Replaces the password. The old one opens no session any more, once the edges have heard; sessions in being go on. With `deliver` that is so
 * when the station has accepted the new one, and only then (OCPP A01.FR.03, FR.04).
 */
export function rotatePassword(needs: RotateNeeds) {
  return async (request: RotatePasswordRequest): Promise<CreateStationResponse> => {
    checkAddress(request)
    const { password, verifier } = await issuePassword(request.password, needs.pepper)
    const change = (what: keyof typeof changes) => changeVerifiers(needs, request, changes[what], verifier)
    if (!request.deliver) return { station: await change('replaced'), password, delivery: '' }
    const decide = async (decision: 'pending' | 'accepted' | 'withdrawn') => void (await change(decision))
    const delivery = await deliverPassword({ sendNative: needs.sendNative, decide }, request, password)
    return { station: await viewStation(needs.database, request), password, delivery }
  }
}

/** Writes the verifiers and says so, in one transaction. Throws not_found. */
async function changeVerifiers(
  { database, emit, committed }: RegistryNeeds,
  address: StationAddress,
  set: (typeof changes)[keyof typeof changes],
  verifier: string,
): Promise<Station> {
  const { tenant, stationId } = address
  const station = await database.transaction(async tx => {
    const [rotated] = await tx.query<{ station_id: string }>(
      `UPDATE stations SET ${set} WHERE tenant = $1 AND station_key = $2 RETURNING station_id`,
      [tenant, stationKey(stationId), verifier],
    )
    if (rotated === undefined) throw unknownStation(address)
    await emit(tx, accessChanged({ tenant, stationId: rotated.station_id }, 'password_rotated'))
    return viewStation(tx, address)
  })
  committed(address)
  return station
}
