// Certificate revocation lists (OCPP 2.1 M07.FR.04-07).
import { createHash } from 'node:crypto'
import type { CertificateToCheck } from '@chargeplane/proto/stations/v1/certificates'
import { AsnConvert } from '@peculiar/asn1-schema'
import { CertificateList } from '@peculiar/asn1-x509'
import type { CertificateStatus } from './ocsp.ts'

const hashNames: Readonly<Record<string, string>> = { SHA256: 'sha256', SHA384: 'sha384', SHA512: 'sha512' }

/** What a list, DER or PEM, says of the certificate; undefined when it is no list of the certificate's issuer, or out of date. */
export function readCrl(
  bytes: Uint8Array<ArrayBuffer>,
  certificate: CertificateToCheck,
  now: Date,
): CertificateStatus | undefined {
  const list = parse(bytes)
  if (list === undefined) return undefined
  const { issuer, revokedCertificates = [], nextUpdate } = list.tbsCertList
  const issuerName = Buffer.from(AsnConvert.serialize(issuer))
  const issuerHash = createHash(hashNames[certificate.hashAlgorithm] ?? 'sha256')
    .update(issuerName)
    .digest('hex')
  // Not being on another issuer's list says nothing.
  if (issuerHash !== certificate.issuerNameHash.toLowerCase()) return undefined
  const until = nextUpdate?.getTime()
  if (until !== undefined && until < now) return undefined
  const serial = BigInt(`0x${certificate.serialNumber}`)
  const isRevoked = revokedCertificates.some(({ userCertificate }) => numberOf(userCertificate) === serial)
  return { status: isRevoked ? 'Revoked' : 'Good', nextUpdate: until }
}

const numberOf = (bytes: ArrayBuffer) => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)

function parse(bytes: Uint8Array<ArrayBuffer>): CertificateList | undefined {
  const text = Buffer.from(bytes).toString('latin1')
  const body = /-----BEGIN (?:X509 )?CRL-----([^-]+)-----END/.exec(text)?.[1]
  try {
    return AsnConvert.parse(body === undefined ? bytes : new Uint8Array(Buffer.from(body, 'base64')), CertificateList)
  } catch {
    return undefined
  }
}
