// What an authority says about certificates of its own: those whose serial number ends in ff are revoked.
import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import {
  BasicOCSPResponse,
  CertStatus,
  id_pkix_ocsp_basic,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from '@peculiar/asn1-ocsp'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier, Name } from '@peculiar/asn1-x509'
import { type X509Certificate, X509CrlGenerator } from '@peculiar/x509'

/** Until when what is said holds. */
export const nextUpdate = '2099-01-01T00:00:00.000Z'

const isRevoked = (serial: ArrayBuffer) => new Uint8Array(serial).at(-1) === 0xff

/** OCSPResponse to an OCSPRequest, both DER. It is not signed: the platform hands it on, and stations check it. */
export function answerOcsp(der: Uint8Array<ArrayBuffer>): Uint8Array {
  const { requestList } = AsnConvert.parse(der, OCSPRequest).tbsRequest
  const responses = requestList.map(({ reqCert }) => {
    const certStatus = isRevoked(reqCert.serialNumber)
      ? new CertStatus({ revoked: new RevokedInfo({ revocationTime: new Date() }) })
      : new CertStatus({ good: null })
    return new SingleResponse({ certID: reqCert, certStatus, thisUpdate: new Date(), nextUpdate: new Date(nextUpdate) })
  })
  const responderID = new ResponderID({ byName: new Name() })
  const basic = new BasicOCSPResponse({
    tbsResponseData: new ResponseData({ responderID, producedAt: new Date(), responses }),
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' }),
    signature: new ArrayBuffer(8),
  })
  const response = new OctetString(AsnConvert.serialize(basic))
  const responseBytes = new ResponseBytes({ responseType: id_pkix_ocsp_basic, response })
  return new Uint8Array(
    AsnConvert.serialize(new OCSPResponse({ responseStatus: OCSPResponseStatus.successful, responseBytes })),
  )
}

/** A list in DER with one certificate on it. */
export async function revocationList(issuer: X509Certificate, signingKey: webcrypto.CryptoKey): Promise<Uint8Array> {
  const list = await X509CrlGenerator.create({
    issuer: issuer.subjectName,
    thisUpdate: new Date(),
    nextUpdate: new Date(nextUpdate),
    entries: [{ serialNumber: '0aff', revocationDate: new Date() }],
    signingKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  })
  return new Uint8Array(list.rawData)
}

/** The status that a response, DER in base64, gives of its one certificate. */
export function ocspStatus(base64: string): 'good' | 'revoked' | 'unknown' {
  const { responseBytes } = AsnConvert.parse(Buffer.from(base64, 'base64'), OCSPResponse)
  if (responseBytes === undefined) throw new Error('the response says nothing')
  const [only] = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse).tbsResponseData.responses
  if (only?.certStatus.revoked !== undefined) return 'revoked'
  return only?.certStatus.good === undefined ? 'unknown' : 'good'
}
