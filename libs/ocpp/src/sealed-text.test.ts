import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { textOpener, textSealer } from './sealed-text.ts'

const seal = textSealer('a pepper of the tests')
const open = textOpener('a pepper of the tests')

describe('sealed text', () => {
  it('is opened by whoever has the secret', () => {
    for (const text of ['', 'Jane Doe, Main Street 1', 'ÅÄÖ \u{1f50c}', 'x'.repeat(100_000)]) {
      assert.equal(open(seal(text)), text)
    }
  })

  it('shows nothing of the text, and not even that two are the same', () => {
    const sealed = Buffer.from(seal('Jane Doe'))
    assert.equal(sealed.includes('Jane'), false)
    assert.notDeepEqual(sealed, Buffer.from(seal('Jane Doe')))
  })

  it('is not opened by another secret, nor when it was changed, cut or never sealed', () => {
    const sealed = Buffer.from(seal('Jane Doe'))
    const changed = Buffer.from(sealed)
    changed[14] = (changed[14] ?? 0) ^ 1
    const faulty = { code: 'invalid_argument' }
    assert.throws(() => textOpener('another pepper')(sealed), faulty)
    for (const bytes of [changed, sealed.subarray(1), sealed.subarray(0, 20), Buffer.alloc(0)])
      assert.throws(() => open(bytes), faulty)
  })
})
