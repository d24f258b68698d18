import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { z } from 'zod'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from './paging.ts'

function refused(cursor: string): boolean {
  try {
    decodeCursor('stations', cursor)
    return false
  } catch (error) {
    return error instanceof Failure && error.code === 'invalid_argument' && error.field === 'cursor'
  }
}

describe('paging', () => {
  it("gives the owner's token back, whatever is in it", () => {
    for (const token of ['CP-1', 'ä\n/+=', '2026-11-23T08:00:00Z|7']) {
      const cursor = encodeCursor('stations', token)
      assert.ok(cursor !== null && /^[\w-]+$/.test(cursor))
      assert.equal(decodeCursor('stations', cursor), token)
    }
  })

  it('is null at the end and empty at the beginning', () => {
    assert.equal(encodeCursor('stations', ''), null)
    assert.equal(decodeCursor('stations', undefined), '')
  })

  it('refuses a cursor of another list, a made-up one and a damaged one', () => {
    const own = encodeCursor('stations', 'CP-1') ?? ''
    assert.ok(refused(encodeCursor('sites', 'CP-1') ?? ''))
    assert.ok(refused('made-up'))
    assert.ok(refused(''))
    assert.ok(refused(`${own}!`))
    assert.ok(refused(own.slice(0, 4)))
  })

  it('takes limits from 1 to 200, and 50 when none is said', () => {
    const query = z.strictObject(pageQuery)
    assert.equal(query.parse({}).limit, 50)
    assert.equal(query.parse({ limit: '200' }).limit, 200)
    for (const limit of ['0', '201', '1.5', 'x', '', ['1', '2']])
      assert.ok(!query.safeParse({ limit }).success, `${limit}`)
  })

  it('describes a page', () => {
    const page = pageOf(z.string())
    assert.ok(page.safeParse({ items: ['a'], nextCursor: null }).success)
    assert.ok(!page.safeParse({ items: ['a'] }).success)
  })
})
