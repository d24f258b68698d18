// OCSP (RFC 6960): the question about one certificate, and what the responder's answer says of it.

import type { CertificateToCheck } from '@chargeplane/proto/stations/v1/certificates'
import {
  BasicOCSPResponse,
  CertID,
  type CertStatus,
  id_pkix_ocsp_basic,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  Request,
  TBSRequest,
} from '@peculiar/asn1-ocsp'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier } from '@peculiar/asn1-x509'

export interface CertificateStatus {
  status: 'Good' | 'Revoked' | 'Unknown'
  nextUpdate: Date | undefined
}

const hashOids: Readonly<Record<string, string>> = {
  SHA256: '2.16.840.1.101.3.4.2.1',
  SHA384: '2.16.840.1.101.3.4.2.2',
  SHA512: '2.16.840.1.101.3.4.2.3',
}

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))

/** The number as DER has it: stations write it in hex without leading zeros. */
function serialBytes(hex: string): Uint8Array<ArrayBuffer> {
  const digits = hex.replace(/^0+(?=.)/, '')
  const bytes = bytesOf(digits.length % 2 === 0 ? digits : `0${digits}`)
  return (bytes[0] ?? 0) > 0x7f ? new Uint8Array([0, ...bytes]) : bytes
}

const hexOf = (bytes: ArrayBuffer) =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^0+(?=.)/, '')

/** Whether the hash data can be asked about at all. */
export function isReadable(certificate: CertificateToCheck): boolean {
  const { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } = certificate
  const isHex = (text: string) => /^(?:[0-9a-f]{2})+$/i.test(text)
  const hashed = hashOids[hashAlgorithm] !== undefined && isHex(issuerNameHash) && isHex(issuerKeyHash)
  return hashed && /^[0-9a-f]{1,40}$/i.test(serialNumber)
}

/** DER. */
export function ocspRequest(certificate: CertificateToCheck): Uint8Array<ArrayBuffer> {
  const reqCert = new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: hashOids[certificate.hashAlgorithm] ?? '', parameters: null }),
    issuerNameHash: new OctetString(bytesOf(certificate.issuerNameHash)),
    issuerKeyHash: new OctetString(bytesOf(certificate.issuerKeyHash)),
    serialNumber: serialBytes(certificate.serialNumber).buffer,
  })
  const request = new OCSPRequest({ tbsRequest: new TBSRequest({ requestList: [new Request({ reqCert })] }) })
  return new Uint8Array(AsnConvert.serialize(request))
}

/**
 * What a response says of the certificate; undefined when it is not a successful one about it. Its signature is for the station to check, which
 * is sent the whole of it and knows the issuer; here only hashes of the issuer are known.
 */
export function readOcspResponse(
  der: Uint8Array<ArrayBuffer>,
  certificate: CertificateToCheck,
): CertificateStatus | undefined {
  try {
    const response = AsnConvert.parse(der, OCSPResponse)
    const { responseStatus, responseBytes } = response
    if (responseStatus !== OCSPResponseStatus.successful || responseBytes?.responseType !== id_pkix_ocsp_basic) {
      return undefined
    }
    const basic = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse)
    const about = basic.tbsResponseData.responses.find(({ certID }) => isAbout(certID, certificate))
    return about && { status: statusOf(about.certStatus), nextUpdate: about.nextUpdate }
  } catch {
    return undefined
  }
}

/** By number and issuer's key, where the responder hashes as it was asked to; one that hashes otherwise is not understood. */
function isAbout(certId: CertID, { serialNumber, issuerKeyHash }: CertificateToCheck): boolean {
  const sameKey = Buffer.from(certId.issuerKeyHash.buffer).toString('hex') === issuerKeyHash.toLowerCase()
  return sameKey && hexOf(certId.serialNumber) === serialNumber.toLowerCase().replace(/^0+(?=.)/, '')
}

function statusOf({ good, revoked }: CertStatus): CertificateStatus['status'] {
  if (revoked !== undefined) return 'Revoked'
  return good === undefined ? 'Unknown' : 'Good'
}
