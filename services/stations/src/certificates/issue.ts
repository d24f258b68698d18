// Makes the certificate for a request that was found good.
import { createHash, randomBytes } from 'node:crypto'
import type { Authority } from './authority.ts'
import type { SigningRequest } from './signing-request.ts'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from './x509.ts'

export interface Issued {
  /** Hex, lower case. */
  serialNumber: string
  /** SHA-256, hex. */
  fingerprint: string
  subject: string
  notBefore: Date
  notAfter: Date
  /** PEM, the certificate first. */
  chain: string
}

/** Clocks of stations lag behind: a certificate that is not valid yet is rejected (A02.FR.06, remark of 2.1). */
const clockToleranceMs = 3_600_000
const dayMs = 86_400_000

/** Of the subject, only what names the owner is taken over; extensions that a request asks for are not. */
const kept = ['C', 'DC', 'O', 'CN'] as const

/**
 * A00.FR.508-512: serial number, O, CN, key usage; without extended key usage (A00.FR.514) and alternative names (A00.FR.511). Never outlives
 * its CA.
 */
export async function issueCertificate(
  authority: Authority,
  { request }: SigningRequest,
  { days, now }: { days: number; now: Date },
): Promise<Issued> {
  const { certificate: ca, key, signing, chain } = authority
  // Above 0 and at most 20 octets (RFC 5280 4.1.2.2): the first bit is off, the second on.
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const notBefore = new Date(Math.max(ca.notBefore.getTime(), now.getTime() - clockToleranceMs))
  const notAfter = new Date(Math.min(ca.notAfter.getTime(), now.getTime() + days * dayMs))
  const subject = kept.flatMap(field => request.subjectName.getField(field).map(value => ({ [field]: [value] })))
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial.toString('hex'),
    subject,
    issuer: ca.subjectName,
    notBefore,
    notAfter,
    publicKey: request.publicKey,
    signingKey: key,
    signingAlgorithm: signing,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement, true),
      await SubjectKeyIdentifierExtension.create(request.publicKey),
      await AuthorityKeyIdentifierExtension.create(ca.publicKey),
    ],
  })
  const fingerprint = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex')
  return {
    serialNumber: serial.toString('hex'),
    fingerprint,
    subject: certificate.subject,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    chain: `${certificate.toString('pem')}\n${chain}`,
  }
}
