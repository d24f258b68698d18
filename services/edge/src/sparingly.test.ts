import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sparingly } from './sparingly.ts'

describe('sparingly', () => {
  it('says yes a few times in every window', () => {
    let now = 0
    const may = sparingly(2, 1000, () => now)
    assert.deepEqual([may(), may(), may()], [true, true, false])
    now = 999
    assert.equal(may(), false)
    now = 1000
    assert.deepEqual([may(), may(), may()], [true, true, false])
  })
})
