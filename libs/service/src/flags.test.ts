import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readMode } from './flags.ts'

describe('readMode', () => {
  it('runs unless told otherwise', () => {
    assert.equal(readMode([]), 'run')
    assert.equal(readMode(['--validate']), 'validate')
    assert.equal(readMode(['--migrate']), 'migrate')
  })

  it('refuses what it does not know, naming it', () => {
    for (const text of ['--help', 'validate', '-v', '--', '--validate=no', '--no-validate', '']) {
      assert.throws(() => readMode([text]), { code: 'invalid_argument', field: text }, text)
    }
  })

  it('refuses two modes at once', () => {
    assert.throws(() => readMode(['--validate', '--migrate']), { code: 'invalid_argument' })
  })
})
