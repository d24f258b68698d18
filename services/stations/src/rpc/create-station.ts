import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { CreateStationRequest, CreateStationResponse } from '@chargeplane/proto/stations/v1/stations'
import { accessChanged, type Emit } from '../access-changed.ts'
import { checkAddress, type StationAddress, stationKey } from '../identity.ts'
import { issuePassword } from '../passwords.ts'
import { checkRegistration } from '../registration.ts'
import { checkName } from '../station-name.ts'
import { viewStation } from '../station-view.ts'

export interface RegistryNeeds {
  database: Database
  emit: Emit
  /** The station's row, and an event about it, were committed. */
  committed(address: StationAddress): void
  pepper: string
}

/** Registers a station. Its password leaves in this answer and is nowhere else: lost, it can only be replaced (RotatePassword). */
export function createStation({ database, emit, committed, pepper }: RegistryNeeds) {
  return async (request: CreateStationRequest): Promise<CreateStationResponse> => {
    checkAddress(request)
    checkName(request.name)
    const registration = request.registration === '' ? 'Accepted' : checkRegistration(request.registration)
    const { password, verifier } = await issuePassword(request.password, pepper)
    const { tenant, stationId, name } = request
    const created = await database.transaction(async tx => {
      const inserted = await tx.query(
        `INSERT INTO stations (tenant, station_key, station_id, name, registration, password_verifier)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, station_key) DO NOTHING RETURNING 1`,
        [tenant, stationKey(stationId), stationId, name, registration, verifier],
      )
      if (inserted.length === 0) {
        throw fail('already_exists', `station ${stationId} is registered already`, { field: 'stationId' })
      }
      await emit(tx, accessChanged({ tenant, stationId }, 'created'))
      return { station: await viewStation(tx, request), password, delivery: '' }
    })
    committed(request)
    return created
  }
}
