import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CertificateStatusDecision } from '../../questions.ts'
import { call, exchange, onlyEvent } from '../../testing.ts'

const hashes = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '0c' }
const payload = { ocspRequestData: { ...hashes, responderURL: 'http://ocsp.example/' } }
const good = {
  status: 'Good',
  nextUpdate: '2025-12-02T00:00:00Z',
  ocspResponse: 'MAMKAQA=',
  reasonCode: '',
  reason: '',
}
const decide = (check: object): CertificateStatusDecision => ({
  kind: 'certificateStatus',
  checks: [{ ...good, ...check }],
  fallback: '',
})

describe('2.x GetCertificateStatus', () => {
  it("answers the responder's own words (M06.FR.02, FR.03)", () => {
    const { question, reply, events } = exchange('2.0.1', call('GetCertificateStatus', payload), decide({}))
    const certificates = [{ ...hashes, source: 'OCSP', urls: ['http://ocsp.example/'] }]
    assert.deepEqual(question, { kind: 'certificateStatus', certificates })
    assert.equal(reply, '[3,"id-1",{"status":"Accepted","ocspResult":"MAMKAQA="}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.CertificateStatusRequested')
    assert.deepEqual(event.data.certificates, [
      { ...hashes, source: 'OCSP', status: 'Good', nextUpdate: good.nextUpdate, reason: '' },
    ])
  })

  it('is Failed, with a reason, when nothing was found out (M06.FR.04)', () => {
    const failed = decide({ status: 'Failed', ocspResponse: '', reasonCode: 'NotAllowed', reason: 'host not allowed' })
    const { reply } = exchange('2.1', call('GetCertificateStatus', payload), failed)
    assert.equal(
      reply,
      '[3,"id-1",{"status":"Failed","statusInfo":{"reasonCode":"NotAllowed","additionalInfo":"host not allowed"}}]',
    )
  })

  it('does not send what the version is too narrow for', () => {
    const large = decide({ ocspResponse: 'A'.repeat(6000) })
    const answered = (version: '2.0.1' | '2.1') => exchange(version, call('GetCertificateStatus', payload), large).reply
    assert.match(answered('2.0.1'), /"status":"Failed","statusInfo":\{"reasonCode":"TooLargeElement"/)
    assert.match(answered('2.1'), /"status":"Accepted"/)
  })
})
