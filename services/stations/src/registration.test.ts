import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkRegistration } from './registration.ts'

describe('checkRegistration', () => {
  it('accepts the three words of OCPP', () => {
    for (const word of ['Accepted', 'Pending', 'Rejected']) assert.equal(checkRegistration(word), word)
  })

  it('refuses anything else, naming the field', () => {
    for (const word of ['', 'accepted', 'Unknown', 'toString']) {
      assert.throws(() => checkRegistration(word), { code: 'invalid_argument', field: 'registration' })
    }
  })
})
