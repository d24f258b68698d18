import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseLogs } from './logs.ts'

const there = ['billing', 'edge-0', 'edge-1', 'kafka', 'setup']

describe('chooseLogs', () => {
  it('takes one by its name, and all edges by theirs', () => {
    assert.deepEqual(chooseLogs('billing', there), ['billing'])
    assert.deepEqual(chooseLogs('edge-1', there), ['edge-1'])
    assert.deepEqual(chooseLogs('edge', there), ['edge-0', 'edge-1'])
  })

  it('refuses another name, saying which there are', () => {
    for (const name of ['bill', 'edge-2', '../secrets/password-pepper', ''])
      assert.throws(() => chooseLogs(name, there), {
        code: 'invalid_argument',
        field: name,
        message: /one of billing, edge-0, edge-1, kafka, setup$/,
      })
    assert.throws(() => chooseLogs('billing', []), /yet: \.\/chargeplane up/)
  })
})
