import type { StationAccessServiceService } from '@chargeplane/proto/stations/v1/stations'
import type { RpcClient } from '@chargeplane/rpc'
import type { AccessCache } from './access.ts'
import type { Gate } from './upgrade.ts'

/** Tells stations with what a station is about to be let in, and forgets what this edge remembered of it. */
export function proofRecorder(
  stations: Pick<RpcClient<StationAccessServiceService>, 'recordSecurity'>,
  access: AccessCache,
  deadlineMs: number,
): Gate['recordProof'] {
  return async (identity, { profile, certificate }) => {
    const { tenant, station: stationId } = identity
    const presented = certificate && {
      fingerprint: certificate.fingerprint,
      serialNumber: certificate.serialNumber,
      issuer: certificate.issuer,
      notAfter: new Date(certificate.notAfterMs).toISOString(),
      firstSeenAt: '',
    }
    await stations.recordSecurity({ tenant, stationId, profile, certificate: presented }, { deadlineMs })
    access.invalidate(identity)
  }
}
