import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cutPage, readAfterId, readNewestFirst } from './paging.ts'

const rows = ['a', 'b', 'c'].map((id, index) => ({ id, at: new Date(Date.UTC(2026, 0, 3 - index)) }))

describe('cutPage', () => {
  it('gives a token that says where the page ended', () => {
    const page = cutPage(rows, 2, row => [row.at, row.id])
    assert.deepEqual(page.items, rows.slice(0, 2))
    assert.deepEqual(readNewestFirst(page.nextPageToken), { at: rows[1]?.at, id: 'b' })
  })

  it('gives no token with the last page', () => {
    assert.equal(cutPage(rows, 3, row => [row.id]).nextPageToken, '')
    assert.equal(cutPage([], 3, () => []).nextPageToken, '')
  })
})

describe('page tokens', () => {
  it('are absent on the first page', () => {
    assert.equal(readNewestFirst(''), undefined)
    assert.equal(readAfterId(''), undefined)
  })

  it('of a list by id hold the id', () =>
    assert.equal(readAfterId(cutPage(rows, 1, row => [row.id]).nextPageToken), 'a'))

  const foreign = [
    'x',
    'e30',
    Buffer.from('["no instant","b"]').toString('base64url'),
    Buffer.from('[1,2]').toString('base64url'),
  ]
  for (const token of foreign) {
    it(`refuse ${token}`, () =>
      assert.throws(() => readNewestFirst(token), { code: 'invalid_argument', field: 'pageToken' }))
  }

  it('of one list are refused by a list of another kind', () => {
    const token = cutPage(rows, 1, row => [row.id]).nextPageToken
    assert.throws(() => readNewestFirst(token), { field: 'pageToken' })
  })
})
