import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cutPage, readPosition } from './paging.ts'

const rows = ['a', 'b', 'c'].map((transactionId, index) => ({
  at: new Date(Date.UTC(2026, 0, 3 - index)),
  stationId: 'S/1',
  transactionId,
}))

describe('cutPage', () => {
  it('gives a token that says where the page ended', () => {
    const page = cutPage(rows, 2, row => row)
    assert.deepEqual(page.items, rows.slice(0, 2))
    assert.deepEqual(readPosition(page.nextPageToken), rows[1])
  })

  it('gives no token with the last page', () => {
    assert.equal(cutPage(rows, 3, row => row).nextPageToken, '')
    assert.equal(cutPage([], 3, row => row).nextPageToken, '')
  })
})

describe('readPosition', () => {
  it('is absent on the first page', () => assert.equal(readPosition(''), undefined))

  const foreign = ['no instant","b","c', '2026-01-01T00:00:00Z","b', '2026-01-01T00:00:00Z","b","c","d']
  for (const inner of foreign) {
    it(`refuses ["${inner}"]`, () => {
      const token = Buffer.from(`["${inner}"]`).toString('base64url')
      assert.throws(() => readPosition(token), { code: 'invalid_argument', field: 'pageToken' })
    })
  }

  it('refuses what is not JSON', () => assert.throws(() => readPosition('x'), { field: 'pageToken' }))
})
