import { fail } from '@chargeplane/failure'
import type { LowerSecurityProfileRequest, StationSecurity } from '@chargeplane/proto/stations/v1/security'
import { accessChanged } from '../access-changed.ts'
import { checkAddress, stationKey, unknownStation } from '../identity.ts'
import type { RegistryNeeds } from '../rpc/create-station.ts'
import { checkProfile, checkText } from './check.ts'
import { viewSecurity } from './read.ts'

/** The one way down (A00.FR.005): who did it and why is an event that is written with it, or neither is. */
export function lowerSecurityProfile({ database, emit, committed }: Omit<RegistryNeeds, 'pepper'>) {
  return async (request: LowerSecurityProfileRequest): Promise<StationSecurity> => {
    checkAddress(request)
    const toProfile = checkProfile(request.profile)
    const reason = checkText('reason', request.reason, 500)
    const actor = checkText('actor', request.actor, 200)
    const { tenant, stationId } = request
    const security = await database.transaction(async tx => {
      const key = [tenant, stationKey(stationId)]
      const [row] = await tx.query<{ station_id: string; security_profile: number }>(
        'SELECT station_id, security_profile FROM stations WHERE tenant = $1 AND station_key = $2 FOR UPDATE',
        key,
      )
      if (row === undefined) throw unknownStation(request)
      const { station_id: registered, security_profile: fromProfile } = row
      if (toProfile >= fromProfile) {
        const problem = `the security profile is ${fromProfile}: ${toProfile} is not lower`
        throw fail('failed_precondition', problem, { field: 'profile' })
      }
      await tx.query('UPDATE stations SET security_profile = $3 WHERE tenant = $1 AND station_key = $2', [
        ...key,
        toProfile,
      ])
      await emit(tx, accessChanged({ tenant, stationId: registered }, 'security_changed'))
      await emit(tx, {
        type: 'chargeplane.stations.v1.SecurityProfileLowered',
        tenant,
        subject: registered,
        id: `security-profile/${crypto.randomUUID()}`,
        data: { tenant, stationId: registered, fromProfile, toProfile, reason, actor },
      })
      return viewSecurity(tx, request)
    })
    committed(request)
    return security
  }
}
