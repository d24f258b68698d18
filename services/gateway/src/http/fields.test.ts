import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { decimal, instant, integer, optional, resourceId } from './fields.ts'

describe('fields', () => {
  it('shows 64-bit integers exactly or not at all', () => {
    assert.equal(integer(-12n, 'netMinor'), -12)
    assert.equal(integer(2n ** 53n - 1n, 'netMinor'), 9_007_199_254_740_991)
    assert.equal(integer('0', 'sumMinor'), 0)
    for (const value of [2n ** 53n, -(2n ** 60n), 'many', '1.5']) {
      assert.throws(
        () => integer(value, 'netMinor'),
        error => error instanceof Failure && error.code === 'data_loss' && error.field === 'netMinor',
      )
    }
  })

  it('leaves out empty text', () => {
    assert.equal(optional(''), undefined)
    assert.equal(optional('x'), 'x')
  })

  it('takes decimals in strings, without signs, exponents or float noise', () => {
    for (const text of ['0', '0.35', '12.000000001', '999999999999']) assert.ok(decimal.safeParse(text).success, text)
    for (const text of ['', '.5', '1.', '-1', '+1', '1e3', '0x10', '1,5', ' 1', '0.1234567890', 'NaN']) {
      assert.ok(!decimal.safeParse(text).success, text)
    }
    assert.ok(!decimal.safeParse(0.35).success)
  })

  it('takes times with any offset, and no dates', () => {
    for (const text of ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.123+02:00'])
      assert.ok(instant.safeParse(text).success)
    for (const text of ['2026-11-23', '2026-13-01T00:00:00Z', 'now', '']) assert.ok(!instant.safeParse(text).success)
  })

  it('takes names for resources that are safe everywhere', () => {
    assert.ok(resourceId.safeParse('tariff_2026-11.A@x').success)
    for (const text of ['', 'a/b', 'a b', 'a'.repeat(49), 'ä']) assert.ok(!resourceId.safeParse(text).success, text)
  })
})
