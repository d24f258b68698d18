import type { GetAccessRequest, StationAccess } from '@chargeplane/proto/stations/v1/stations'
import type { AccessBook } from '../access.ts'
import { checkAddress } from '../identity.ts'

const noProfile = { vendor: '', model: '', firmwareVersion: '' }

/** What happens to stations that nobody registered. */
export type UnknownPolicy = 'reject' | 'pending' | 'accept'

/**
 * What an edge needs to admit a station; from memory while it is fresh or PostgreSQL is away. A station that nobody registered is
 * admitted, without password, only by a policy that wants its boot to register it.
 */
export function getAccess(access: AccessBook, unknownPolicy: UnknownPolicy) {
  return async (request: GetAccessRequest): Promise<StationAccess> => {
    checkAddress(request)
    const found = await access.get(request)
    if (found === undefined) {
      return {
        known: false,
        admitted: unknownPolicy !== 'reject',
        passwordVerifier: '',
        pendingPasswordVerifier: '',
        registrationStatus: '',
        stationId: request.stationId,
        strict: false,
        ...noProfile,
        security: undefined,
      }
    }
    return {
      known: true,
      // Rejected stations too: the refusal is the answer to their boot (B03), and it is for whoever holds the password.
      admitted: true,
      passwordVerifier: found.passwordVerifier,
      pendingPasswordVerifier: found.pendingVerifier,
      registrationStatus: found.bootStatus,
      stationId: found.stationId,
      strict: found.strict,
      ...found.profile,
      security: found.security,
    }
  }
}
