import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { limitFailedAttempts } from './failed-attempts.ts'

describe('limitFailedAttempts', () => {
  it('lets a handful of 50,000 guesses from 20 addresses be tried in a minute', () => {
    const attempts = limitFailedAttempts(10)
    let tried = 0
    for (let guess = 0; guess < 50_000; guess++) {
      const address = `10.0.0.${guess % 20}`
      const now = 1000 + (guess / 50_000) * 59_000
      if (attempts.isBlocked('default/cp-1', address, now)) continue
      tried += 1
      attempts.failed('default/cp-1', address, now)
    }
    assert.equal(tried, 10)
  })

  it('does not lock out the owner, whose address is known', () => {
    const attempts = limitFailedAttempts(10)
    attempts.succeeded('default/cp-1', '192.0.2.1')
    for (let i = 0; i < 100; i++) attempts.failed('default/cp-1', `10.0.0.${i}`, 1000)
    assert.equal(attempts.isBlocked('default/cp-1', '10.0.0.200', 1000), true)
    assert.equal(attempts.isBlocked('default/cp-1', '192.0.2.1', 1000), false)
  })

  it('limits a known address too, without touching the budget of strangers', () => {
    const attempts = limitFailedAttempts(3)
    attempts.succeeded('default/cp-1', '192.0.2.1')
    for (let i = 0; i < 3; i++) attempts.failed('default/cp-1', '192.0.2.1', 1000)
    assert.equal(attempts.isBlocked('default/cp-1', '192.0.2.1', 1000), true)
    assert.equal(attempts.isBlocked('default/cp-1', '192.0.2.2', 1000), false)
  })

  it('forgets after a minute', () => {
    const attempts = limitFailedAttempts(1)
    attempts.failed('default/cp-1', 'a', 1000)
    assert.equal(attempts.isBlocked('default/cp-1', 'a', 59_000), true)
    assert.equal(attempts.isBlocked('default/cp-1', 'a', 62_000), false)
  })

  it('keeps stations apart', () => {
    const attempts = limitFailedAttempts(1)
    attempts.failed('default/cp-1', 'a', 1000)
    assert.equal(attempts.isBlocked('default/cp-2', 'a', 1000), false)
  })

  it('knows the last addresses of a station only', () => {
    const attempts = limitFailedAttempts(1)
    for (const address of ['a', 'b', 'c', 'd', 'e']) attempts.succeeded('default/cp-1', address)
    attempts.failed('default/cp-1', 'stranger', 1000)
    assert.equal(attempts.isBlocked('default/cp-1', 'a', 1000), true)
    assert.equal(attempts.isBlocked('default/cp-1', 'e', 1000), false)
  })

  it('keeps its size under a flood of names', () => {
    const attempts = limitFailedAttempts(1)
    for (let i = 0; i < 120_000; i++) attempts.failed(`default/${i}`, 'a', 1000)
    assert.equal(attempts.isBlocked('default/119999', 'a', 1000), true)
    assert.equal(attempts.isBlocked('default/0', 'a', 1000), false)
  })
})
