import type { Station, UpdateStationRequest } from '@chargeplane/proto/stations/v1/stations'
import { accessChanged } from '../access-changed.ts'
import { checkAddress, stationKey, unknownStation } from '../identity.ts'
import { checkRegistration } from '../registration.ts'
import { checkName } from '../station-name.ts'
import { viewStation } from '../station-view.ts'
import type { RegistryNeeds } from './create-station.ts'

/** Changes what is set and leaves the rest. A new registration is what the next boot is answered; a session in being goes on as it is. */
export function updateStation({ database, emit, committed }: Omit<RegistryNeeds, 'pepper'>) {
  return async (request: UpdateStationRequest): Promise<Station> => {
    checkAddress(request)
    if (request.name !== undefined) checkName(request.name)
    if (request.registration !== undefined) checkRegistration(request.registration)
    const { tenant, stationId, name = null, registration = null, strict = null } = request
    const station = await database.transaction(async tx => {
      const [updated] = await tx.query<{ station_id: string }>(
        `UPDATE stations SET name = COALESCE($3, name), registration = COALESCE($4, registration), strict = COALESCE($5, strict)
         WHERE tenant = $1 AND station_key = $2 RETURNING station_id`,
        [tenant, stationKey(stationId), name, registration, strict],
      )
      if (updated === undefined) throw unknownStation(request)
      const change = registration === null ? 'updated' : 'registration_changed'
      await emit(tx, accessChanged({ tenant, stationId: updated.station_id }, change))
      return viewStation(tx, request)
    })
    committed(request)
    return station
  }
}
