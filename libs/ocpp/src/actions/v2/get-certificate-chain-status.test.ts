import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CertificateStatusDecision } from '../../questions.ts'
import { call, exchange, onlyEvent } from '../../testing.ts'

const hashes = { hashAlgorithm: 'SHA384', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '0c' }
const asked = {
  certificateStatusRequests: [
    { certificateHashData: hashes, source: 'OCSP', urls: ['http://a.example/', 'http://b.example/'] },
    { certificateHashData: { ...hashes, serialNumber: '0d' }, source: 'CRL', urls: ['http://a.example/crl'] },
  ],
}
const check = { ocspResponse: '', reasonCode: '', reason: '' }
const decision: CertificateStatusDecision = {
  kind: 'certificateStatus',
  checks: [
    { ...check, status: 'Revoked', nextUpdate: '2025-12-02T00:00:00Z' },
    { ...check, status: 'Failed', nextUpdate: '', reasonCode: 'NoAnswer', reason: 'no answer' },
  ],
  fallback: '',
}

describe('2.1 GetCertificateChainStatus', () => {
  it('answers each certificate in its place (M07.FR.08)', () => {
    const { question, reply, events } = exchange('2.1', call('GetCertificateChainStatus', asked), decision)
    assert.ok(question?.kind === 'certificateStatus')
    assert.deepEqual(question.certificates[0]?.urls, ['http://a.example/', 'http://b.example/'])
    const [, , payload] = JSON.parse(reply)
    assert.deepEqual(payload.certificateStatus, [
      { certificateHashData: hashes, source: 'OCSP', status: 'Revoked', nextUpdate: '2025-12-02T00:00:00Z' },
      {
        certificateHashData: { ...hashes, serialNumber: '0d' },
        source: 'CRL',
        status: 'Failed',
        nextUpdate: '2025-12-01T10:00:01.000Z',
      },
    ])
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.CertificateStatusRequested')
    assert.deepEqual(
      event.data.certificates.map(({ status, reason }) => [status, reason]),
      [
        ['Revoked', ''],
        ['Failed', 'no answer'],
      ],
    )
  })

  it('is an action of 2.1 alone', () => {
    assert.match(exchange('2.0.1', call('GetCertificateChainStatus', asked)).reply, /"NotImplemented"/)
  })
})
