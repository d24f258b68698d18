import { StationSecurityServiceService } from '@chargeplane/proto/stations/v1/security'
import { implement, type RpcService } from '@chargeplane/rpc'
import { checkAddress } from '../identity.ts'
import type { RegistryNeeds } from '../rpc/create-station.ts'
import { lowerSecurityProfile } from './lower-profile.ts'
import { viewSecurity } from './read.ts'
import { revokeCertificate } from './revoke-certificate.ts'
import { updateSecurity } from './update-security.ts'

/** How stations have to prove who they are, for the API. */
export function securityService(needs: RegistryNeeds): RpcService {
  return implement(StationSecurityServiceService, {
    async getSecurity(request) {
      checkAddress(request)
      return viewSecurity(needs.database, request)
    },
    updateSecurity: updateSecurity(needs),
    lowerSecurityProfile: lowerSecurityProfile(needs),
    revokeCertificate: revokeCertificate(needs),
  })
}
