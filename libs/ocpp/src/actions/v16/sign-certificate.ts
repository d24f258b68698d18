import type { SignCertificateRequest, SignCertificateResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { decisionOf } from '../../events.ts'
import { askSignCertificate, signingRequested } from '../../sign-certificate.ts'

/** OCPP 1.6 security whitepaper A02, A03: the certificate follows by CertificateSigned. */
export const signCertificate: StationHandler<SignCertificateRequest, SignCertificateResponse> = {
  topic: 'ocpp.stations',
  ask: request => [askSignCertificate(request)],
  answer: (_request, _context, decided) => ({
    status: decisionOf(decided, 'signCertificate').accepted ? 'Accepted' : 'Rejected',
  }),
  events: (request, context, decided) => [signingRequested(request, context, decided)],
}
