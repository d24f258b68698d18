import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted, call, exchange, hashOf, onlyEvent } from '../../testing.ts'

const payload = { idToken: { idToken: 'DE*ABC*123', type: 'eMAID' } }

describe('2.0.1 Authorize', () => {
  it('asks with the type of the token and answers idTokenInfo', () => {
    const decision = { ...accepted, expiresAt: '2030-01-01T00:00:00Z', groupIdToken: 'FLEET' }
    const { question, reply } = exchange('2.0.1', call('Authorize', payload), decision)
    assert.partialDeepStrictEqual(question, {
      kind: 'authorize',
      idToken: 'DE*ABC*123',
      idTokenType: 'eMAID',
      purpose: 'authorize',
      transactionId: '',
    })
    assert.equal(
      reply,
      '[3,"id-1",{"idTokenInfo":{"status":"Accepted","cacheExpiryDateTime":"2030-01-01T00:00:00.000Z",' +
        '"groupIdToken":{"idToken":"FLEET","type":"Central"}}}]',
    )
  })

  it('becomes an event with the hash of the token only', () => {
    const event = onlyEvent(exchange('2.0.1', call('Authorize', payload), { ...accepted, status: 'NoCredit' }).events)
    assert.ok(event.type === 'chargeplane.ocpp.v1.TokenPresented')
    assert.deepEqual(event.data.idToken, { hash: hashOf('de*abc*123'), type: 'eMAID' })
    assert.equal(event.data.authorizationStatus, 'NoCredit')
    assert.equal(event.data.origin?.rawPayload, `{"idToken":{"idToken":"${hashOf('DE*ABC*123')}","type":"eMAID"}}`)
  })

  it('takes customData, a bare text for a token, and a type of its own making', () => {
    const custom = { customData: { vendorId: 'x', anything: [1] }, ...payload }
    const { events } = exchange('2.0.1', call('Authorize', custom), accepted)
    assert.equal(onlyEvent(events).data.origin?.schemaFault, '')
    const bare = exchange('2.0.1', call('Authorize', { idToken: 'AABB' }), accepted)
    assert.deepEqual(bare.question?.kind === 'authorize' && [bare.question.idToken, bare.question.idTokenType], [
      'AABB',
      'ISO14443',
    ])
    assert.equal(onlyEvent(bare.events).data.origin?.rawPayload, `{"idToken":"${hashOf('AABB')}"}`)
    const ring = exchange('2.0.1', call('Authorize', { idToken: { idToken: 'AABB', type: 'Ring' } }), accepted)
    assert.equal(onlyEvent(ring.events).data.origin?.schemaFault, 'idToken.type is not one of its allowed values')
  })

  it('refuses one without a token', () => {
    const { reply } = exchange('2.0.1', call('Authorize', { idToken: { type: 'Central' } }))
    assert.equal(reply, '[4,"id-1","OccurrenceConstraintViolation","idToken.idToken is missing",{}]')
  })
})
