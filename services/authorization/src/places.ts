// Where a token may charge.
import type { IdTokenRow } from './id-tokens.ts'

const nowhereElse: readonly number[] = []

/** The EVSEs of a station that a token is good for, none meaning all of them; undefined where it is not good at all. */
export function allowedAt(
  { allowed_stations }: Pick<IdTokenRow, 'allowed_stations'>,
  stationId: string,
): readonly number[] | undefined {
  if (allowed_stations.length === 0) return nowhereElse
  const key = stationId.toLowerCase()
  return allowed_stations.find(place => place.stationId.toLowerCase() === key)?.evseIds
}
