import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted } from '../../testing.ts'
import { idTagInfo } from './id-tag.ts'

describe('idTagInfo', () => {
  it('has a status of 1.6 for every one of 2.x', () => {
    const expected: Record<string, string> = {
      Accepted: 'Accepted',
      Blocked: 'Blocked',
      ConcurrentTx: 'ConcurrentTx',
      Expired: 'Expired',
      Invalid: 'Invalid',
      NoCredit: 'Blocked',
      NotAllowedTypeEVSE: 'Blocked',
      NotAtThisLocation: 'Blocked',
      NotAtThisTime: 'Blocked',
      Unknown: 'Invalid',
      SomethingNew: 'Invalid',
    }
    for (const [status, becomes] of Object.entries(expected)) {
      assert.deepEqual(idTagInfo({ ...accepted, status }), { status: becomes })
    }
  })

  it('leaves out a group token that 1.6 can not carry and an expiry that is none', () => {
    const decision = { ...accepted, groupIdToken: 'G'.repeat(21), expiresAt: 'soon' }
    assert.deepEqual(idTagInfo(decision), { status: 'Accepted' })
    assert.deepEqual(idTagInfo({ ...accepted, groupIdToken: 'G'.repeat(20) }), {
      status: 'Accepted',
      parentIdTag: 'G'.repeat(20),
    })
  })
})
