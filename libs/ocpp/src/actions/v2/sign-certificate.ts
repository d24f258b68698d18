import type { SignCertificateRequest, SignCertificateResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { decisionOf } from '../../events.ts'
import { askSignCertificate, signingRequested } from '../../sign-certificate.ts'
import { statusInfo } from '../../status-info.ts'

/** OCPP 2.x A02, A03: the certificate follows by CertificateSigned, with the type and request id that are asked for here (A02.FR.14, FR.25). */
export const signCertificate: StationHandler<SignCertificateRequest, SignCertificateResponse> = {
  topic: 'ocpp.stations',
  ask: request => [askSignCertificate(request)],
  answer(_request, _context, decided) {
    const decision = decisionOf(decided, 'signCertificate')
    return { status: decision.accepted ? 'Accepted' : 'Rejected', ...statusInfo(decision) }
  },
  events: (request, context, decided) => [signingRequested(request, context, decided)],
}
