import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { CertificateToCheck } from '@chargeplane/proto/stations/v1/certificates'
import {
  BasicOCSPResponse,
  CertID,
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
import { createAuthority, ecSigning } from '../testing/authority.ts'
import { type Answering, serveHttp } from '../testing/http-server.ts'
import { X509CrlGenerator } from '../testing/x509.ts'
import { checkCertificates } from './check-certificates.ts'
import { openOutgoing } from './outgoing.ts'

const nextUpdate = new Date('2099-01-01T00:00:00Z')

/** What a responder says of the certificate of a request; `key` in place of the issuer's that was asked about. */
function respond(request: Buffer<ArrayBuffer>, certStatus: CertStatus, key?: string): Uint8Array {
  const asked =
    AsnConvert.parse(new Uint8Array(request), OCSPRequest).tbsRequest.requestList[0]?.reqCert ?? assert.fail()
  const certID = new CertID(asked)
  if (key !== undefined) certID.issuerKeyHash = new OctetString(Buffer.from(key, 'hex'))
  const single = new SingleResponse({ certID, certStatus, thisUpdate: new Date(), nextUpdate })
  const responderID = new ResponderID({ byName: new Name() })
  const tbsResponseData = new ResponseData({ responderID, producedAt: new Date(), responses: [single] })
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' })
  const basic = new BasicOCSPResponse({ tbsResponseData, signatureAlgorithm, signature: new ArrayBuffer(8) })
  const response = new OctetString(AsnConvert.serialize(basic))
  const responseBytes = new ResponseBytes({ responseType: id_pkix_ocsp_basic, response })
  const whole = new OCSPResponse({ responseStatus: OCSPResponseStatus.successful, responseBytes })
  return new Uint8Array(AsnConvert.serialize(whole))
}

const good = () => new CertStatus({ good: null })

describe('checkCertificates', () => {
  let server: Answering
  let files: Awaited<ReturnType<typeof createAuthority>>
  let certificate: CertificateToCheck
  before(async () => {
    server = await serveHttp()
    files = await createAuthority()
    const name = Buffer.from(AsnConvert.serialize(AsnConvert.parse(files.issuing.subjectName.toArrayBuffer(), Name)))
    const issuerNameHash = createHash('sha256').update(name).digest('hex')
    const issuerKeyHash = createHash('sha256').update('key').digest('hex')
    const urls = [server.url]
    certificate = { hashAlgorithm: 'SHA256', issuerNameHash, issuerKeyHash, serialNumber: '0f00', source: 'OCSP', urls }
  })
  beforeEach(() => {
    server.asked = []
    server.answer = ({ body }) => ({ body: respond(body, good()) })
  })
  after(() => Promise.all([server.close(), files.close()]))

  async function check(...certificates: Partial<CertificateToCheck>[]) {
    const outgoing = openOutgoing({ allowedHosts: ['127.0.0.1'], timeoutMs: 300 })
    const whole = certificates.map(each => ({ ...certificate, ...each }))
    const request = { tenant: 'default', stationId: 'CP-1', certificates: whole }
    const { checks } = await checkCertificates({ outgoing, now: () => new Date() })(request)
    return checks
  }

  it('hands on what the responder says, in DER (M06.FR.03, FR.08, FR.09)', async () => {
    const [found] = await check({})
    assert.deepEqual([found?.status, found?.nextUpdate, found?.reason], ['Good', nextUpdate.toISOString(), ''])
    const whole = AsnConvert.parse(Buffer.from(found?.ocspResponse ?? '', 'base64'), OCSPResponse)
    assert.equal(whole.responseStatus, OCSPResponseStatus.successful)
    assert.partialDeepStrictEqual(server.asked, [{ method: 'POST', contentType: 'application/ocsp-request' }])
  })

  it('tells revoked from unknown, and understands every hash and serial number (M07.FR.03)', async () => {
    server.answer = ({ body }) => ({
      body: respond(body, new CertStatus({ revoked: new RevokedInfo({ revocationTime: new Date() }) })),
    })
    assert.equal((await check({ hashAlgorithm: 'SHA384', serialNumber: 'ff' }))[0]?.status, 'Revoked')
    server.answer = ({ body }) => ({ body: respond(body, new CertStatus({ unknown: null })) })
    assert.equal((await check({ hashAlgorithm: 'SHA512', serialNumber: '0' }))[0]?.status, 'Unknown')
  })

  it('fails for an answer that is none about the certificate (M06.FR.04)', async () => {
    const later = AsnConvert.serialize(new OCSPResponse({ responseStatus: OCSPResponseStatus.tryLater }))
    for (const answer of [
      () => ({ body: 'nonsense' }),
      () => ({ body: new Uint8Array(later) }),
      () => ({ status: 503 }),
      ({ body }: { body: Buffer<ArrayBuffer> }) => ({ body: respond(body, good(), 'ab'.repeat(32)) }),
    ]) {
      server.answer = answer
      const [found] = await check({})
      assert.deepEqual([found?.status, found?.ocspResponse, found?.reasonCode], ['Failed', '', 'NoAnswer'])
    }
  })

  it('asks nobody who is not allowed, nor about nonsense, and tries the next address (M07.FR.01)', async () => {
    const elsewhere = 'http://169.254.169.254/latest/meta-data'
    const [denied, odd, second] = await check(
      { urls: [elsewhere] },
      { issuerKeyHash: 'xyz' },
      { urls: [elsewhere, 'http://127.0.0.1:1/', server.url] },
    )
    assert.deepEqual([denied?.status, denied?.reasonCode], ['Failed', 'InvalidURL'])
    assert.deepEqual([odd?.status, odd?.reasonCode], ['Failed', 'InvalidValue'])
    assert.equal(second?.status, 'Good')
    assert.equal(server.asked.length, 1)
  })

  it("looks into the issuer's list, DER or PEM (M07.FR.04-07)", async () => {
    const crl = async (revoked: string, until = nextUpdate) =>
      X509CrlGenerator.create({
        issuer: files.issuing.subjectName,
        thisUpdate: new Date(),
        nextUpdate: until,
        entries: [{ serialNumber: revoked, revocationDate: new Date() }],
        signingKey: files.keys.privateKey,
        signingAlgorithm: ecSigning,
      })
    const list = await crl('0f00')
    server.answer = ({ path }) => ({ body: path === '/pem' ? list.toString('pem') : new Uint8Array(list.rawData) })
    const listed = { source: 'CRL' } as const
    const [revoked, other, pem, foreign] = await check(
      listed,
      { ...listed, serialNumber: '0f01' },
      { ...listed, urls: [`${server.url}pem`] },
      { ...listed, issuerNameHash: 'ab'.repeat(32) },
    )
    assert.deepEqual([revoked?.status, revoked?.nextUpdate], ['Revoked', nextUpdate.toISOString()])
    assert.deepEqual([other?.status, pem?.status, foreign?.status], ['Good', 'Revoked', 'Failed'])
    const stale = await crl('0f00', new Date(Date.now() - 1000))
    server.answer = () => ({ body: new Uint8Array(stale.rawData) })
    assert.equal((await check(listed))[0]?.status, 'Failed')
  })
})
