import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { StationSecurity, UpdateSecurityRequest } from '@chargeplane/proto/stations/v1/security'
import { accessChanged } from '../access-changed.ts'
import { checkAddress, stationKey, unknownStation } from '../identity.ts'
import type { RegistryNeeds } from '../rpc/create-station.ts'
import { checkProfile, checkText } from './check.ts'
import { viewSecurity } from './read.ts'

/** Changes what is set and leaves the rest. The profile only rises here. Sessions in being go on. */
export function updateSecurity({ database, emit, committed }: Omit<RegistryNeeds, 'pepper'>) {
  return async (request: UpdateSecurityRequest): Promise<StationSecurity> => {
    checkAddress(request)
    const { tenant, stationId, profile, serialNumber, allowDowngrade = null, admitExpired = null } = request
    if (profile !== undefined) checkProfile(profile)
    if (serialNumber) checkText('serialNumber', serialNumber, 64)
    const security = await database.transaction(async tx => {
      const key = [tenant, stationKey(stationId)]
      const [row] = await tx.query<{ station_id: string; security_profile: number }>(
        'SELECT station_id, security_profile FROM stations WHERE tenant = $1 AND station_key = $2 FOR UPDATE',
        key,
      )
      if (row === undefined) throw unknownStation(request)
      if (profile !== undefined && profile < row.security_profile) {
        const problem = `the security profile is ${row.security_profile}: it is lowered by an operation of its own`
        throw fail('failed_precondition', problem, { field: 'profile' })
      }
      if (serialNumber) await refuseForeign(tx, key, serialNumber)
      await tx.query(
        `UPDATE stations SET security_profile = COALESCE($3, security_profile), serial_number = COALESCE($4, serial_number),
           allow_downgrade = COALESCE($5, allow_downgrade), admit_expired = COALESCE($6, admit_expired)
         WHERE tenant = $1 AND station_key = $2`,
        [...key, profile ?? null, serialNumber ?? null, allowDowngrade, admitExpired],
      )
      await emit(tx, accessChanged({ tenant, stationId: row.station_id }, 'security_changed'))
      return viewSecurity(tx, request)
    })
    committed(request)
    return security
  }
}

/** A00.FR.427. A station without a serial number is known by its identity, which is then nobody else's serial number. */
async function refuseForeign(tx: Queryable, [tenant, key]: string[], serialNumber: string): Promise<void> {
  const others = await tx.query(
    `SELECT 1 FROM stations WHERE tenant = $1 AND station_key <> $2
       AND (serial_number = $3 OR (station_key = lower($3) AND serial_number = ''))`,
    [tenant, key, serialNumber],
  )
  if (others.length === 0) return
  throw fail('already_exists', `${serialNumber} is the serial number of another station`, { field: 'serialNumber' })
}
