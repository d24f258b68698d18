import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { missingSeqNos } from './sequence.ts'

describe('missingSeqNos', () => {
  it('is empty when all have arrived, in any order', () => assert.deepEqual(missingSeqNos(0, 4, [4, 2, 0, 3, 1]), []))

  it('names what is missing between start and end', () =>
    assert.deepEqual(missingSeqNos(0, 6, [0, 2, 3, 6]), [1, 4, 5]))

  it('counts from the number of the start', () => assert.deepEqual(missingSeqNos(7, 9, [7, 9]), [8]))

  it('knows nothing without numbers', () => {
    assert.deepEqual(
      [missingSeqNos(null, 4, [4]), missingSeqNos(0, null, [0]), missingSeqNos(null, null, [])],
      [[], [], []],
    )
  })

  it('does not list millions', () => assert.equal(missingSeqNos(0, 2_000_000_000, []).length, 100))

  it('finds nothing when the end is numbered before the start', () => assert.deepEqual(missingSeqNos(9, 2, [9, 2]), []))
})
