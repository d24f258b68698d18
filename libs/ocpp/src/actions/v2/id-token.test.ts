import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IdTokenProfile } from '@chargeplane/proto/authorization/v1/profile'
import { accepted, contextFor } from '../../testing.ts'
import { idTokenInfo, messageContent, readIdToken } from './id-token.ts'

describe('readIdToken', () => {
  it('tells no token from an empty one', () => {
    assert.equal(readIdToken(undefined), undefined)
    assert.equal(readIdToken(null), undefined)
    assert.deepEqual(readIdToken({ idToken: '', type: 'NoAuthorization' }), {
      idToken: '',
      type: 'NoAuthorization',
      additionalInfo: [],
    })
  })

  it('takes second identifiers along, whatever shape they are in', () => {
    const pin = { additionalIdToken: '1234', type: 'PIN' }
    assert.deepEqual(readIdToken({ idToken: 'A', type: 'Local', additionalInfo: pin })?.additionalInfo, [pin])
    assert.deepEqual(readIdToken({ idToken: 'A', additionalInfo: [{ additionalIdToken: 7 }, null] })?.additionalInfo, [
      { additionalIdToken: '7', type: '' },
    ])
  })
})

const in201 = contextFor('{}', { version: '2.0.1' })
const in21 = contextFor('{}', { version: '2.1' })
const profile = IdTokenProfile.fromPartial({
  language1: 'de',
  language2: 'en',
  chargingPriority: -2,
  personalMessage: { format: 'UTF8', language: 'de', content: 'Hallo' },
})

describe('idTokenInfo', () => {
  it('passes on every status of 2.x and turns others into Unknown', () => {
    for (const status of ['Accepted', 'ConcurrentTx', 'NotAtThisTime']) {
      assert.deepEqual(idTokenInfo({ ...accepted, status }, in201), { status })
    }
    assert.deepEqual(idTokenInfo({ ...accepted, status: 'Odd' }, in201), { status: 'Unknown' })
  })

  it('leaves out a group token that the message can not carry', () => {
    const decision = { ...accepted, groupIdToken: 'G'.repeat(37) }
    assert.deepEqual(idTokenInfo(decision, in201), { status: 'Accepted' })
    assert.equal(idTokenInfo(decision, in21).groupIdToken?.idToken, decision.groupIdToken)
  })

  it('tells what is known of the driver, and where the token is good', () => {
    assert.deepEqual(idTokenInfo({ ...accepted, profile, evseIds: [1, 3] }, in201), {
      status: 'Accepted',
      evseId: [1, 3],
      language1: 'de',
      language2: 'en',
      chargingPriority: -2,
      personalMessage: { format: 'UTF8', language: 'de', content: 'Hallo' },
    })
    assert.deepEqual(idTokenInfo({ ...accepted, profile: IdTokenProfile.fromPartial({}) }, in201), {
      status: 'Accepted',
    })
  })
})

describe('messageContent', () => {
  it('says nothing that the version has no format or no room for', () => {
    const message = (format: string, content: string) => ({ format, language: '', content })
    assert.equal(messageContent(undefined, '2.1'), undefined)
    assert.equal(messageContent(message('Morse', '...'), '2.1'), undefined)
    assert.equal(messageContent(message('QRCODE', 'x'), '2.0.1'), undefined)
    assert.deepEqual(messageContent(message('QRCODE', 'x'), '2.1'), { format: 'QRCODE', content: 'x' })
    assert.equal(messageContent(message('UTF8', 'x'.repeat(600)), '2.0.1'), undefined)
    assert.equal(messageContent(message('UTF8', 'x'.repeat(600)), '2.1')?.content.length, 600)
  })
})
