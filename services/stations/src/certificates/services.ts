// What this service answers about certificates, and what that takes.
import type { Database } from '@chargeplane/database'
import { CertificateServiceService } from '@chargeplane/proto/stations/v1/certificates'
import { implement, type RpcService } from '@chargeplane/rpc'
import type { Config } from '../config.ts'
import { loadAuthority } from './authority.ts'
import { checkCertificates } from './check-certificates.ts'
import { listIssuedCertificates } from './list-issued.ts'
import { openOutgoing } from './outgoing.ts'
import { requestEvCertificate } from './request-ev-certificate.ts'
import { signCertificate } from './sign-certificate.ts'

/** Rejects when a certificate authority is configured and is none. */
export async function certificateService(database: Database, config: Config): Promise<RpcService> {
  const station = await loadAuthority({
    certFile: config.STATIONS_CA_CERT_FILE,
    keyFile: config.STATIONS_CA_KEY_FILE,
    setting: 'STATIONS_CA',
  })
  const v2g = await loadAuthority({
    certFile: config.STATIONS_V2G_CA_CERT_FILE,
    keyFile: config.STATIONS_V2G_CA_KEY_FILE,
    setting: 'STATIONS_V2G_CA',
  })
  const timeoutMs = config.STATIONS_OUTGOING_TIMEOUT_MS
  const providerUrl = config.STATIONS_CONTRACT_CERTIFICATE_URL
  const provider = providerUrl === undefined ? [] : [new URL(providerUrl).host]
  return implement(CertificateServiceService, {
    signCertificate: signCertificate({
      database,
      authorities: { station, v2g },
      organization: config.STATIONS_CERTIFICATE_ORGANIZATION,
      certificateDays: config.STATIONS_CERTIFICATE_DAYS,
    }),
    checkCertificates: checkCertificates({
      outgoing: openOutgoing({ allowedHosts: config.STATIONS_STATUS_HOSTS, timeoutMs }),
      now: () => new Date(),
    }),
    requestEvCertificate: requestEvCertificate({
      providerUrl,
      outgoing: openOutgoing({ allowedHosts: provider, timeoutMs }),
    }),
    listIssuedCertificates: listIssuedCertificates(database),
  })
}
