// What GetCertificateStatus (OCPP M06) and GetCertificateChainStatus (2.1 M07) have in common.
import { fail } from '@chargeplane/failure'
import type { CallContext } from './contract.ts'
import { decisionOf, momentKey, originOf } from './events.ts'
import type { CertificateCheck, CertificateToCheck, Decided } from './questions.ts'
import type { StationEvent } from './station-events.ts'

/** Each certificate beside what was found out about it. */
export function checked(
  certificates: readonly CertificateToCheck[],
  decided: Decided,
): { certificate: CertificateToCheck; check: CertificateCheck }[] {
  const { checks } = decisionOf(decided, 'certificateStatus')
  return certificates.map((certificate, index) => {
    const check = checks[index]
    if (check === undefined) throw fail('internal', 'a certificate was asked about and not checked')
    return { certificate, check }
  })
}

export function statusRequested(
  action: string,
  request: unknown,
  certificates: readonly CertificateToCheck[],
  context: CallContext,
  decided: Decided,
): StationEvent {
  const origin = originOf(action, request, context, decided)
  return {
    type: 'chargeplane.ocpp.v1.CertificateStatusRequested',
    subject: context.stationId,
    naturalKey: momentKey(origin),
    data: {
      origin,
      certificates: checked(certificates, decided).map(({ certificate, check }) => ({
        hashAlgorithm: certificate.hashAlgorithm,
        issuerNameHash: certificate.issuerNameHash,
        issuerKeyHash: certificate.issuerKeyHash,
        serialNumber: certificate.serialNumber,
        source: certificate.source,
        status: check.status,
        nextUpdate: check.nextUpdate,
        reason: check.reason,
      })),
    },
  }
}
