import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CertificateCheck } from './questions.ts'
import { accepted, call, exchange, onlyEvent } from './testing.ts'

const hashes = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '0c' }
const idToken = { idToken: 'DEABCC123', type: 'eMAID' }
const payload = { idToken, iso15118CertificateHashData: [{ ...hashes, responderURL: 'http://ocsp.example' }] }
const checkOf = (status: string): CertificateCheck => {
  return { status, nextUpdate: '', ocspResponse: '', reasonCode: '', reason: '' }
}

function answered(request: object, tokenStatus: string, ...statuses: string[]) {
  const certificateStatus = { kind: 'certificateStatus', checks: statuses.map(checkOf), fallback: '' } as const
  const decided = { authorize: { ...accepted, status: tokenStatus }, certificateStatus }
  const { questions, reply, events } = exchange('2.0.1', call('Authorize', request), decided)
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.TokenPresented')
  const [, , response] = JSON.parse(reply)
  assert.equal(event.data.authorizationStatus, response.idTokenInfo.status)
  assert.equal(event.data.certificateStatus, response.certificateStatus ?? '')
  return { questions, outcome: [response.idTokenInfo.status, response.certificateStatus] }
}

describe('a contract certificate (C07)', () => {
  it('is asked about beside its eMAID', () => {
    const { questions } = answered(payload, 'Accepted', 'Good')
    assert.deepEqual(
      questions.map(({ kind }) => kind),
      ['authorize', 'certificateStatus'],
    )
    assert.deepEqual(questions[1], {
      kind: 'certificateStatus',
      certificates: [{ ...hashes, source: 'OCSP', urls: ['http://ocsp.example'] }],
    })
  })

  it('that is good lets the token decide (FR.13, FR.14)', () => {
    assert.deepEqual(answered(payload, 'Accepted', 'Good').outcome, ['Accepted', 'Accepted'])
    assert.deepEqual(answered(payload, 'ConcurrentTx', 'Good').outcome, ['ConcurrentTx', 'Accepted'])
    for (const status of ['Blocked', 'Expired', 'Invalid', 'Unknown']) {
      assert.deepEqual(answered(payload, status, 'Good').outcome, [status, 'ContractCancelled'])
    }
  })

  it('that is revoked, or any of its chain, makes the token invalid (FR.16)', () => {
    assert.deepEqual(answered(payload, 'Accepted', 'Revoked').outcome, ['Invalid', 'CertificateRevoked'])
    assert.deepEqual(answered(payload, 'Accepted', 'Good', 'Revoked', 'Failed').outcome, [
      'Invalid',
      'CertificateRevoked',
    ])
  })

  it('that nobody vouches for makes the token invalid (FR.17)', () => {
    for (const statuses of [['Failed'], ['Unknown'], ['Good', 'Unknown'], []]) {
      assert.deepEqual(answered(payload, 'Accepted', ...statuses).outcome, ['Invalid', 'CertChainError'])
    }
    assert.deepEqual(answered({ idToken, certificate: 'PEM' }, 'Accepted').outcome, ['Invalid', 'CertChainError'])
  })

  it('is not made up where there is none', () => {
    assert.deepEqual(answered({ idToken }, 'Accepted').outcome, ['Accepted', undefined])
  })
})
