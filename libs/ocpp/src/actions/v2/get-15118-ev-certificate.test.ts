import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EvCertificateDecision } from '../../questions.ts'
import { call, exchange, onlyEvent } from '../../testing.ts'

const payload = { iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef', action: 'Install', exiRequest: 'AAEC' }
const given: EvCertificateDecision = {
  kind: 'evCertificate',
  accepted: true,
  exiResponse: 'AwQF',
  remainingContracts: 2,
  reasonCode: '',
  reason: '',
  fallback: '',
}

describe('2.x Get15118EVCertificate', () => {
  it('answers what the provider gave, contracts only in 2.1 (M01.FR.04)', () => {
    const chains = { maximumContractCertificateChains: 3, prioritizedEMAIDs: ['DE-ABC'] }
    const { question, reply } = exchange('2.1', call('Get15118EVCertificate', { ...payload, ...chains }), given)
    assert.deepEqual(question, {
      kind: 'evCertificate',
      schemaVersion: payload.iso15118SchemaVersion,
      action: 'Install',
      exiRequest: 'AAEC',
      maximumContractCertificateChains: 3,
      prioritizedEmaids: ['DE-ABC'],
    })
    assert.equal(reply, '[3,"id-1",{"status":"Accepted","exiResponse":"AwQF","remainingContracts":2}]')
    const older = exchange('2.0.1', call('Get15118EVCertificate', payload), given)
    assert.equal(older.reply, '[3,"id-1",{"status":"Accepted","exiResponse":"AwQF"}]')
    const event = onlyEvent(older.events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.EvCertificateRequested')
    const { origin: _, ...data } = event.data
    assert.deepEqual(data, {
      iso15118SchemaVersion: payload.iso15118SchemaVersion,
      action: 'Install',
      status: 'Accepted',
      reason: '',
      remainingContracts: 2,
    })
  })

  it('is Failed with a reason without one, and when the version is too narrow for the answer', () => {
    const failed = { ...given, accepted: false, exiResponse: '', reasonCode: 'NoProvider', reason: 'none configured' }
    const none = exchange('2.0.1', call('Get15118EVCertificate', payload), failed)
    assert.equal(
      none.reply,
      '[3,"id-1",{"status":"Failed","exiResponse":"","statusInfo":{"reasonCode":"NoProvider","additionalInfo":"none configured"}}]',
    )
    const large = { ...given, exiResponse: 'A'.repeat(6000) }
    const { reply, events } = exchange('2.0.1', call('Get15118EVCertificate', payload), large)
    assert.match(reply, /"status":"Failed","exiResponse":"","statusInfo":\{"reasonCode":"TooLargeElement"/)
    const event = onlyEvent(events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.EvCertificateRequested' && event.data.status === 'Failed')
  })
})
