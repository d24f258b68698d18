import { fail, toFailure } from '@chargeplane/failure'
import type {
  ImportStationsRequest,
  ImportStationsResponse,
  StationToImport,
} from '@chargeplane/proto/stations/v1/stations'
import { accessChanged } from '../access-changed.ts'
import { checkAddress, stationKey } from '../identity.ts'
import { issuePassword } from '../passwords.ts'
import { checkRegistration } from '../registration.ts'
import { checkName } from '../station-name.ts'
import type { RegistryNeeds } from './create-station.ts'

const most = 1000

/**
 * Registers a fleet in portions: with one transaction each instead of one per station. An import that was cut off can be sent again: what
 * it registered is left as it is, but the passwords were in the answer that was lost, and have to be replaced (RotatePassword).
 */
export function importStations({ database, emit, committed, pepper }: RegistryNeeds) {
  return async ({ tenant, stations }: ImportStationsRequest): Promise<ImportStationsResponse> => {
    checkAll(tenant, stations)
    const drawn = await Promise.all(stations.map(() => issuePassword('', pepper)))
    const isNew = await database.transaction(async tx => {
      const inserted = await tx.query<{ station_key: string }>(
        `INSERT INTO stations (tenant, station_key, station_id, name, registration, password_verifier)
         SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         ON CONFLICT (tenant, station_key) DO NOTHING RETURNING station_key`,
        [
          tenant,
          stations.map(({ stationId }) => stationKey(stationId)),
          stations.map(({ stationId }) => stationId),
          stations.map(({ name }) => name),
          stations.map(({ registration }) => registration || 'Accepted'),
          drawn.map(({ verifier }) => verifier),
        ],
      )
      const keys = new Set(inserted.map(row => row.station_key))
      const fresh = stations.map(({ stationId }) => keys.has(stationKey(stationId)))
      for (const [i, { stationId }] of stations.entries())
        if (fresh[i]) await emit(tx, accessChanged({ tenant, stationId }, 'created'))
      return fresh
    })
    return {
      stations: stations.map(({ stationId }, i) => {
        const fresh = isNew[i] === true
        if (fresh) committed({ tenant, stationId })
        return { stationId, password: fresh ? (drawn[i]?.password ?? '') : '', alreadyRegistered: !fresh }
      }),
    }
  }
}

function checkAll(tenant: string, stations: readonly StationToImport[]): void {
  if (stations.length === 0 || stations.length > most)
    throw fail('invalid_argument', `stations must be 1 to ${most}, not ${stations.length}`, { field: 'stations' })
  const seen = new Set<string>()
  for (const [i, { stationId, name, registration }] of stations.entries()) {
    try {
      checkAddress({ tenant, stationId })
      checkName(name)
      if (registration !== '') checkRegistration(registration)
    } catch (error) {
      const { code, message, field } = toFailure(error)
      throw fail(code, `stations[${i}]: ${message}`, { field: field === 'tenant' ? field : `stations[${i}].${field}` })
    }
    if (seen.has(stationKey(stationId)))
      throw fail('invalid_argument', `stations[${i}]: ${stationId} is named twice`, {
        field: `stations[${i}].stationId`,
      })
    seen.add(stationKey(stationId))
  }
}
