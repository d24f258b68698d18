import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cutPage, pageSize } from './paging.ts'

describe('pageSize', () => {
  it('takes 0 for the default and anything up to the maximum as it is', () => {
    assert.deepEqual([0, 1, 1000].map(pageSize), [100, 1, 1000])
  })

  it('refuses the rest, naming the field', () => {
    for (const size of [-1, 1001]) {
      assert.throws(() => pageSize(size), { code: 'invalid_argument', field: 'pageSize' })
    }
  })
})

describe('cutPage', () => {
  const token = (row: number) => `after ${row}`

  it('names the last row of the page when another page follows', () => {
    assert.deepEqual(cutPage([1, 2, 3], 2, token), { page: [1, 2], nextPageToken: 'after 2' })
  })

  it('names nothing on the last page', () => {
    assert.deepEqual(cutPage([1, 2], 2, token), { page: [1, 2], nextPageToken: '' })
    assert.deepEqual(cutPage([], 2, token), { page: [], nextPageToken: '' })
  })
})
