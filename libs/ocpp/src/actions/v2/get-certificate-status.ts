import type { GetCertificateStatusRequest, GetCertificateStatusResponse } from '#v21'
import { checked, statusRequested } from '../../certificate-status.ts'
import type { CallContext, StationHandler } from '../../contract.ts'
import type { CertificateToCheck, Decided } from '../../questions.ts'
import { statusInfo } from '../../status-info.ts'

/** Longest ocspResult: 2.1 must carry 18000 characters, 2.0.1 no more than 5500. */
const maxResult = { '1.6': 0, '2.0.1': 5500, '2.1': 18_000 } as const

function certificatesOf({ ocspRequestData }: GetCertificateStatusRequest): [CertificateToCheck] {
  const { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber, responderURL } = ocspRequestData
  return [{ hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber, source: 'OCSP', urls: [responderURL] }]
}

/** Accepted with the responder's own words, revoked or not: the station judges them (M06.FR.02, FR.03); else Failed (FR.04). */
function answerOf(request: GetCertificateStatusRequest, context: CallContext, decided: Decided) {
  const [found] = checked(certificatesOf(request), decided)
  const ocspResult = found?.check.ocspResponse ?? ''
  if (found === undefined || ocspResult === '') {
    return { status: 'Failed', ...(found && statusInfo(found.check)) } as const
  }
  if (ocspResult.length > maxResult[context.version]) {
    const reason = `the response has ${ocspResult.length} characters`
    return { status: 'Failed', ...statusInfo({ reasonCode: 'TooLargeElement', reason }) } as const
  }
  return { status: 'Accepted', ocspResult } as const
}

/** OCPP 2.x M06. */
export const getCertificateStatus: StationHandler<GetCertificateStatusRequest, GetCertificateStatusResponse> = {
  topic: 'ocpp.stations',
  ask: request => [{ kind: 'certificateStatus', certificates: certificatesOf(request) }],
  answer: answerOf,
  events: (request, context, decided) => [
    statusRequested('GetCertificateStatus', request, certificatesOf(request), context, decided),
  ],
}
