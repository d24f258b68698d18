import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted } from '../../testing.ts'
import { idTokenInfo, readIdToken } from './id-token.ts'

describe('readIdToken', () => {
  it('tells no token from an empty one', () => {
    assert.equal(readIdToken(undefined), undefined)
    assert.equal(readIdToken(null), undefined)
    assert.deepEqual(readIdToken({ idToken: '', type: 'NoAuthorization' }), { idToken: '', type: 'NoAuthorization' })
  })
})

describe('idTokenInfo', () => {
  it('passes on every status of 2.x and turns others into Unknown', () => {
    for (const status of ['Accepted', 'ConcurrentTx', 'NotAtThisTime']) {
      assert.deepEqual(idTokenInfo({ ...accepted, status }), { status })
    }
    assert.deepEqual(idTokenInfo({ ...accepted, status: 'Odd' }), { status: 'Unknown' })
  })

  it('leaves out a group token that the message can not carry', () => {
    assert.deepEqual(idTokenInfo({ ...accepted, groupIdToken: 'G'.repeat(37) }), { status: 'Accepted' })
  })
})
