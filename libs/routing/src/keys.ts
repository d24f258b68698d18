// Names of the keys. The part in braces is what Redis Cluster hashes: all that belongs to one station, or to one edge, is on one slot.
import { fail } from '@chargeplane/failure'
import type { StationKey } from './routing.ts'

export interface Keys {
  route(key: StationKey): string
  lease(edgeId: string): string
  stations(edgeId: string): string
  edges: string
}

export function keysFor(prefix: string): Keys {
  return {
    route: key => `${prefix}:route:{${stationField(key)}}`,
    lease: edgeId => `${prefix}:edge:{${edgeId}}:lease`,
    stations: edgeId => `${prefix}:edge:{${edgeId}}:stations`,
    edges: `${prefix}:edges`,
  }
}

/** `tenant/station`; the first slash ends the tenant, so that a station id may hold one and no two stations share a field. */
export function stationField({ tenant, station }: StationKey): string {
  if (tenant === '' || tenant.includes('/')) {
    throw fail('invalid_argument', 'a tenant is a non-empty name without a slash', { field: 'tenant' })
  }
  if (station === '') throw fail('invalid_argument', 'a station id is not empty', { field: 'station' })
  return `${tenant}/${station}`
}

export function parseStationField(field: string): StationKey {
  const slash = field.indexOf('/')
  return { tenant: field.slice(0, slash), station: field.slice(slash + 1) }
}
