import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkIdToken, checkName, readTime } from './input.ts'

const refusal = (field: string) => ({ code: 'invalid_argument', field })

describe('checkIdToken', () => {
  it('accepts what readers and operators write', () => {
    for (const token of ['04A2B3', '#FreeCharging', 'VID:0123', 'DE-8AA-C0FFEE', 'ä', 'x'.repeat(255)])
      checkIdToken(token, 'f')
  })

  it('refuses the rest under the name of its field, without repeating it', () => {
    for (const token of ['', 'a\nb', 'a\u0000', 'x'.repeat(256), '\ud800']) {
      assert.throws(() => checkIdToken(token, 'idToken.idToken'), refusal('idToken.idToken'))
    }
    assert.throws(
      () => checkIdToken('SECRET\n', 'f'),
      (error: Error) => !error.message.includes('SECRET'),
    )
  })
})

describe('checkName', () => {
  it('takes one line of text', () => {
    checkName('Fleet app, côté nord')
    for (const name of ['', 'a\nb', 'x'.repeat(101)]) assert.throws(() => checkName(name), refusal('name'))
  })
})

describe('readTime', () => {
  it('reads any offset, and an empty text as no time', () => {
    assert.equal(readTime('', 'f'), null)
    assert.equal(readTime('2027-01-31T12:00:00+02:00', 'f')?.toISOString(), '2027-01-31T10:00:00.000Z')
    assert.equal(readTime('2027-01-31T12:00:00.5Z', 'f')?.toISOString(), '2027-01-31T12:00:00.500Z')
  })

  it('refuses a time that means another moment elsewhere, or none at all', () => {
    for (const text of ['2027-01-31', '2027-01-31T12:00:00', 'soon', '2027-13-01T00:00:00Z', '1']) {
      assert.throws(() => readTime(text, 'idToken.expiresAt'), refusal('idToken.expiresAt'), text)
    }
  })
})
