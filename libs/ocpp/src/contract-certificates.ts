// Contract certificates of vehicles beside their eMAID (OCPP 2.x C07): what is to be checked, and what the two answers come to together.
import type { AuthorizeRequest, AuthorizeResponse } from '#v21'
import { decisionOf } from './events.ts'
import type { CertificateToCheck, Decided } from './questions.ts'
import { type Loose, list, text } from './read.ts'

type HashData = NonNullable<AuthorizeRequest['iso15118CertificateHashData']>[number]

export interface ContractDecision {
  /** AuthorizationStatusEnumType: the certificate has its say in it. */
  readonly status: string
  /** Undefined when no certificate was presented. */
  readonly certificateStatus: AuthorizeResponse['certificateStatus']
}

/** What a responder is to be asked about (C07.FR.02): the station has taken it from the chain. */
export function contractCertificates(request: Loose<AuthorizeRequest>): CertificateToCheck[] {
  if (request.iso15118CertificateHashData === undefined) return []
  return list<HashData>(request.iso15118CertificateHashData).map(part => ({
    hashAlgorithm: text(part.hashAlgorithm),
    issuerNameHash: text(part.issuerNameHash),
    issuerKeyHash: text(part.issuerKeyHash),
    serialNumber: text(part.serialNumber),
    source: 'OCSP',
    urls: [text(part.responderURL)],
  }))
}

// A valid certificate over a contract that is none any more (C07.FR.13).
const cancelled: ReadonlySet<string> = new Set(['Blocked', 'Expired', 'Invalid', 'Unknown'])

/**
 * C07.FR.13 to FR.17. What can't be verified is refused: a responder that says nothing, and a chain that comes without the data that a
 * responder is asked with (FR.06), because nobody here holds the roots it would have to end in.
 */
export function decidedContract(
  request: Loose<AuthorizeRequest>,
  tokenStatus: string,
  decided: Decided,
): ContractDecision {
  if (contractCertificates(request).length === 0) {
    const unverified = text(request.certificate) !== ''
    return unverified
      ? { status: 'Invalid', certificateStatus: 'CertChainError' }
      : { status: tokenStatus, certificateStatus: undefined }
  }
  const { checks } = decisionOf(decided, 'certificateStatus')
  if (checks.some(({ status }) => status === 'Revoked')) {
    return { status: 'Invalid', certificateStatus: 'CertificateRevoked' }
  }
  if (checks.length === 0 || checks.some(({ status }) => status !== 'Good')) {
    return { status: 'Invalid', certificateStatus: 'CertChainError' }
  }
  return { status: tokenStatus, certificateStatus: cancelled.has(tokenStatus) ? 'ContractCancelled' : 'Accepted' }
}
