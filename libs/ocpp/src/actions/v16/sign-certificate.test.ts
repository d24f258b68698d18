import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SignCertificateDecision } from '../../questions.ts'
import { call, exchange, onlyEvent } from '../../testing.ts'

const csr = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n'
const signed: SignCertificateDecision = {
  kind: 'signCertificate',
  accepted: true,
  reasonCode: '',
  reason: '',
  serialNumber: '0a1b',
  fallback: '',
}

describe('1.6 SignCertificate', () => {
  it('asks its owner, answers the decision and becomes an event (A02.FR.11)', () => {
    const { question, reply, events } = exchange('1.6', call('SignCertificate', { csr }), signed)
    assert.deepEqual(question, {
      kind: 'signCertificate',
      csr,
      certificateType: '',
      requestId: undefined,
    })
    assert.equal(reply, '[3,"id-1",{"status":"Accepted"}]')
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.CertificateSigningRequested')
    const { origin, ...data } = event.data
    assert.equal(origin?.fallback, '')
    assert.deepEqual(data, {
      csr,
      certificateType: '',
      requestId: undefined,
      status: 'Accepted',
      reason: '',
      serialNumber: '0a1b',
    })
  })

  it('has no place for the reason of a rejection (A02.FR.12)', () => {
    const rejected = { ...signed, accepted: false, reasonCode: 'NoCA', reason: 'no CA', serialNumber: '' }
    const { reply } = exchange('1.6', call('SignCertificate', { csr }), rejected)
    assert.equal(reply, '[3,"id-1",{"status":"Rejected"}]')
  })
})
