// Who is meant: (tenant, station id) as every request and event names it.
import { fail } from '@chargeplane/failure'
import { requireTenant } from '@chargeplane/rpc'

export interface StationAddress {
  tenant: string
  stationId: string
}

/** As long as 2.x allows. 1.6 states no alphabet (identities with spaces exist); a ':' would end the user name of Basic authentication (A00.FR.204). */
const stationIdPattern = /^(?! )[^\p{C}/:]{1,48}(?<! )$/u

/** Identities are case-insensitive (identifierString, part 2): stations are found by this form, whatever way they spell themselves. */
export function stationKey(stationId: string): string {
  return stationId.toLowerCase()
}

/** One string per station, for maps in memory. A tenant has no slash. */
export function addressKey({ tenant, stationId }: StationAddress): string {
  return `${tenant}/${stationKey(stationId)}`
}

/** Refuses a tenant or station id that no station can have, naming the field. */
export function checkAddress(address: StationAddress): void {
  requireTenant(address.tenant)
  if (!stationIdPattern.test(address.stationId)) {
    throw fail(
      'invalid_argument',
      "stationId must be 1 to 48 characters without '/', ':' or control characters, and not begin or end with a space",
      { field: 'stationId' },
    )
  }
}

/** The one answer to a station that is not there, the same whether it never was or belongs to another tenant. */
export function unknownStation({ stationId }: StationAddress) {
  return fail('not_found', `station ${stationId} is not registered`, { field: 'stationId' })
}
