// SignCertificate in every version: 1.6 names no type and no request id (OCPP A02, A03).
import type { CallContext } from './contract.ts'
import { decisionOf, momentKey, originOf } from './events.ts'
import type { AskSignCertificate, Decided } from './questions.ts'
import { int64 } from './read.ts'
import type { StationEvent } from './station-events.ts'

export interface SignCertificate {
  readonly csr: string
  readonly certificateType?: string
  readonly requestId?: number
}

// A station that names no type has one certificate for everything (A02.FR.13): the answer names none either (A02.FR.14).
export function askSignCertificate({ csr, certificateType, requestId }: SignCertificate): AskSignCertificate {
  return { kind: 'signCertificate', csr, certificateType: certificateType ?? '', requestId: int64(requestId) }
}

export function signingRequested(request: SignCertificate, context: CallContext, decided: Decided): StationEvent {
  const { accepted, reason, serialNumber } = decisionOf(decided, 'signCertificate')
  const origin = originOf('SignCertificate', request, context, decided)
  return {
    type: 'chargeplane.ocpp.v1.CertificateSigningRequested',
    subject: context.stationId,
    naturalKey: momentKey(origin),
    data: {
      origin,
      csr: request.csr,
      certificateType: request.certificateType ?? '',
      requestId: int64(request.requestId),
      status: accepted ? 'Accepted' : 'Rejected',
      reason,
      serialNumber,
    },
  }
}
