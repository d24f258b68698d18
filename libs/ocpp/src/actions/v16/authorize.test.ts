import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted, call, exchange, hashOf, onlyEvent } from '../../testing.ts'

describe('1.6 Authorize', () => {
  it('asks for a decision and answers it', () => {
    const decision = { ...accepted, expiresAt: '2030-01-01T00:00:00Z', groupIdToken: 'FLEET' }
    const { question, reply } = exchange('1.6', call('Authorize', { idTag: 'AABB' }), decision)
    assert.partialDeepStrictEqual(question, {
      kind: 'authorize',
      idToken: 'AABB',
      idTokenType: 'ISO14443',
      purpose: 'authorize',
      transactionId: '',
    })
    assert.equal(
      reply,
      '[3,"id-1",{"idTagInfo":{"status":"Accepted","expiryDate":"2030-01-01T00:00:00.000Z","parentIdTag":"FLEET"}}]',
    )
  })

  it('becomes an event with the hash of the token only', () => {
    const decision = { ...accepted, status: 'Blocked', fallback: 'reject' }
    const { events } = exchange('1.6', call('Authorize', { idTag: 'AABB' }), decision)
    assert.partialDeepStrictEqual(events, [
      {
        type: 'chargeplane.ocpp.v1.TokenPresented',
        subject: 'CP-1',
        naturalKey: '1700000000000/1',
        data: {
          origin: {
            tenant: 'acme',
            stationId: 'CP-1',
            epoch: 1_700_000_000_000n,
            sequence: 1,
            receivedAt: '2025-12-01T10:00:00.500Z',
            action: 'Authorize',
            rawPayload: `{"idTag":"${hashOf('AABB')}"}`,
            fallback: 'reject',
            edgeId: 'edge-1',
            schemaFault: '',
            quirks: [],
            signed: false,
          },
          idToken: { hash: hashOf('aabb'), type: 'ISO14443' },
          authorizationStatus: 'Blocked',
        },
      },
    ])
  })

  it('locks no driver out over an extra field or a long tag, and flags it', () => {
    const extra = exchange('1.6', call('Authorize', { connectorId: 2, idTag: 'AABB' }), accepted)
    assert.equal(extra.reply, '[3,"id-1",{"idTagInfo":{"status":"Accepted"}}]')
    assert.equal(onlyEvent(extra.events).data.origin?.schemaFault, 'connectorId is not a field of this message')
    const long = exchange('1.6', call('Authorize', { idTag: 'A'.repeat(30) }), accepted)
    assert.equal(long.question?.kind === 'authorize' && long.question.idToken, 'A'.repeat(30))
  })

  it('refuses one without a tag', () => {
    const { reply } = exchange('1.6', call('Authorize', {}))
    assert.equal(reply, '[4,"id-1","OccurenceConstraintViolation","idTag is missing",{}]')
  })

  it('is not answered before the decision', () => {
    assert.throws(() => exchange('1.6', call('Authorize', { idTag: 'AABB' })), { code: 'internal' })
  })
})
