import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SignCertificateDecision } from '../../questions.ts'
import { call, exchange, onlyEvent } from '../../testing.ts'

const csr = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n'
const decision: SignCertificateDecision = {
  kind: 'signCertificate',
  accepted: true,
  reasonCode: '',
  reason: '',
  serialNumber: '0a1b',
  fallback: '',
}

describe('2.x SignCertificate', () => {
  it('hands on the type and, in 2.1, the request id (A02.FR.14, FR.25)', () => {
    const asked = { csr, certificateType: 'V2G20Certificate', requestId: 7 }
    const { question, events } = exchange('2.1', call('SignCertificate', asked), decision)
    assert.deepEqual(question, { kind: 'signCertificate', csr, certificateType: 'V2G20Certificate', requestId: 7n })
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.CertificateSigningRequested')
    assert.deepEqual([event.data.requestId, event.data.certificateType], [7n, 'V2G20Certificate'])
    const tooNew = exchange('2.0.1', call('SignCertificate', { csr, requestId: 7 }), decision)
    assert.deepEqual(onlyEvent(tooNew.events).data.origin?.quirks, ['extra-field'])
  })

  it('says why it rejects (A02.FR.12)', () => {
    const rejected = {
      ...decision,
      accepted: false,
      reasonCode: 'InvalidCSR',
      reason: 'key too short',
      fallback: 'reject',
    }
    const { reply, events } = exchange('2.0.1', call('SignCertificate', { csr }), rejected)
    assert.equal(
      reply,
      '[3,"id-1",{"status":"Rejected","statusInfo":{"reasonCode":"InvalidCSR","additionalInfo":"key too short"}}]',
    )
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.CertificateSigningRequested')
    assert.deepEqual(
      [event.data.status, event.data.reason, event.data.origin?.fallback],
      ['Rejected', 'key too short', 'reject'],
    )
  })
})
