import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRevocationBook } from './revocations.ts'

describe('createRevocationBook', () => {
  it('knows what every source has revoked, each by its issuer, until the source says otherwise', () => {
    const book = createRevocationBook()
    const one = { issuer: 'CN=One', serialNumbers: new Set(['a1']), nextUpdateMs: undefined }
    book.replace('mtls', [one])
    book.replace('mtls-rsa', [{ ...one, issuer: 'CN=Two', serialNumbers: new Set(['b2']) }])
    const has = (serialNumber: string, issuer: string) => book.has({ serialNumber, issuer })
    assert.deepEqual(
      [has('a1', 'CN=One'), has('b2', 'CN=Two'), has('a1', 'CN=Two'), has('b2', 'CN=One')],
      [true, true, false, false],
    )
    book.replace('mtls', [])
    assert.deepEqual([has('a1', 'CN=One'), has('b2', 'CN=Two')], [false, true])
  })
})
