import type { CreateStationResponse, RotatePasswordRequest } from '@chargeplane/proto/stations/v1/stations'
import { accessChanged } from '../access-changed.ts'
import { checkAddress, stationKey, unknownStation } from '../identity.ts'
import { issuePassword } from '../passwords.ts'
import { viewStation } from '../station-view.ts'
import type { RegistryNeeds } from './create-station.ts'

/** Replaces the password. The old one opens no session any more, once the edges have heard; sessions in being go on. */
export function rotatePassword({ database, emit, committed, pepper }: RegistryNeeds) {
  return async (request: RotatePasswordRequest): Promise<CreateStationResponse> => {
    checkAddress(request)
    const { password, verifier } = await issuePassword(request.password, pepper)
    const { tenant, stationId } = request
    const rotatedStation = await database.transaction(async tx => {
      const [rotated] = await tx.query<{ station_id: string }>(
        'UPDATE stations SET password_verifier = $3 WHERE tenant = $1 AND station_key = $2 RETURNING station_id',
        [tenant, stationKey(stationId), verifier],
      )
      if (rotated === undefined) throw unknownStation(request)
      await emit(tx, accessChanged({ tenant, stationId: rotated.station_id }, 'password_rotated'))
      return { station: await viewStation(tx, request), password }
    })
    committed(request)
    return rotatedStation
  }
}
