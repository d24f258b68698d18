import type { GetCertificateChainStatusRequest, GetCertificateChainStatusResponse } from '#v21'
import { checked, statusRequested } from '../../certificate-status.ts'
import type { StationHandler } from '../../contract.ts'
import type { CertificateToCheck } from '../../questions.ts'

type Status = GetCertificateChainStatusResponse['certificateStatus'][number]

const statuses = ['Good', 'Revoked', 'Unknown', 'Failed'] as const satisfies readonly Status['status'][]

function certificatesOf(request: GetCertificateChainStatusRequest): CertificateToCheck[] {
  return request.certificateStatusRequests.map(({ certificateHashData, source, urls }) => {
    const { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } = certificateHashData
    return { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber, source, urls }
  })
}

/** OCPP 2.1 M07: one status for each certificate, and until when the station may keep it (M07.FR.08). */
export const getCertificateChainStatus: StationHandler<
  GetCertificateChainStatusRequest,
  GetCertificateChainStatusResponse
> = {
  topic: 'ocpp.stations',
  ask: request => [{ kind: 'certificateStatus', certificates: certificatesOf(request) }],
  answer(request, context, decided) {
    const [first, ...more] = checked(certificatesOf(request), decided).map(({ certificate, check }): Status => {
      const { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber, source } = certificate
      return {
        certificateHashData: {
          hashAlgorithm: hashAlgorithm as Status['certificateHashData']['hashAlgorithm'],
          issuerNameHash,
          issuerKeyHash,
          serialNumber,
        },
        source,
        status: statuses.find(status => status === check.status) ?? 'Failed',
        // The field is required: where nobody said, the answer is old at once, and the station asks again when it needs to know.
        nextUpdate: check.nextUpdate || context.now().toISOString(),
      }
    })
    return { certificateStatus: first === undefined ? [] : [first, ...more] } as GetCertificateChainStatusResponse
  },
  events: (request, context, decided) => [
    statusRequested('GetCertificateChainStatus', request, certificatesOf(request), context, decided),
  ],
}
