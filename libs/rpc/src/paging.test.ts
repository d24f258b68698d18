import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keyset, pageSize } from './paging.ts'

describe('pageSize', () => {
  it('is 100 unless asked', () => assert.equal(pageSize(0), 100))

  it('is what was asked for', () => assert.deepEqual([pageSize(1), pageSize(1000)], [1, 1000]))

  for (const size of [-1, 1001]) {
    it(`refuses ${size}`, () => assert.throws(() => pageSize(size), { code: 'invalid_argument', field: 'pageSize' }))
  }
})

const rows = ['a', 'b', 'c'].map((id, index) => ({ id, evse: index - 1, at: new Date(Date.UTC(2026, 0, 3 - index)) }))
const list = keyset('instant', 'integer', 'text')
const keyOf = (row: (typeof rows)[0]) => [row.at, row.evse, row.id] as const

describe('a page', () => {
  it('comes with a token that says where it ended', () => {
    const page = list.cut(rows, 2, row => [row.at, row.evse, row.id])
    assert.deepEqual(page.items, rows.slice(0, 2))
    assert.deepEqual(list.after(page.nextPageToken), [rows[1]?.at, 0, 'b'])
  })

  it('comes without a token when it is the last', () => {
    assert.equal(list.cut(rows, 3, row => [...keyOf(row)]).nextPageToken, '')
    assert.deepEqual(
      list.cut([], 3, () => [new Date(), 1, '']),
      { items: [], nextPageToken: '' },
    )
  })

  it('has a token that fits into a URL', () => {
    const names = keyset('text')
    const { nextPageToken } = names.cut(['ä/?&\u{1f50c}"', 'z'], 1, name => [name])
    assert.match(nextPageToken, /^[\w-]+$/)
    assert.deepEqual(names.after(nextPageToken), ['ä/?&\u{1f50c}"'])
  })
})

describe('a page token', () => {
  it('is absent on the first page', () => assert.equal(list.after(''), undefined))

  const now = '2026-01-01T00:00:00.000Z'
  const foreign: Record<string, unknown> = {
    'an object': {},
    'too few parts': [now, 1],
    'too many parts': [now, 1, 'b', 'c'],
    'no instant': ['soon', 1, 'b'],
    'an instant as no list writes it': ['2026-01-01', 1, 'b'],
    'a fraction': [now, 1.5, 'b'],
    'an integer beyond the column': [now, 2 ** 31, 'b'],
    'a number for text': [now, 1, 2],
    'a zero byte, which PostgreSQL takes in no text': [now, 1, 'a\0'],
    nothing: [now, 1, null],
  }
  for (const [what, key] of Object.entries(foreign)) {
    it(`is refused with ${what}`, () => {
      const token = Buffer.from(JSON.stringify(key)).toString('base64url')
      assert.throws(() => list.after(token), { code: 'invalid_argument', field: 'pageToken' })
    })
  }

  it('is refused when it is not JSON', () => assert.throws(() => list.after('x'), { field: 'pageToken' }))

  it('of one list is refused by a list of another kind', () => {
    const token = keyset('text').cut(rows, 1, row => [row.id]).nextPageToken
    assert.throws(() => list.after(token), { field: 'pageToken' })
  })
})
