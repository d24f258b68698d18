import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { limitFailedAttempts } from './failed-attempts.ts'

const station = 'default/cp-1'

describe('limitFailedAttempts', () => {
  const limited = (perStation: number, perAddress = 100_000) => limitFailedAttempts({ perStation, perAddress })

  it('promise 13: lets at most 10 of 50,000 guesses a minute from 20 addresses be tried, minute after minute, and newcomers beside them', () => {
    const attempts = limited(10)
    const triedAt: number[] = []
    let refusedOwners = 0
    for (let guess = 0; guess < 250_000; guess++) {
      const address = `10.0.0.${guess % 20}`
      const now = 1000 + (guess / 250_000) * 300_000
      // For the first minutes the guessers are as new here as the owner.
      if (now > 242_000 && attempts.isBlocked(station, '192.0.2.1', now)) refusedOwners += 1
      if (attempts.isBlocked(station, address, now)) continue
      triedAt.push(now)
      attempts.failed(station, address, now)
    }
    const most = Math.max(...triedAt.map(from => triedAt.filter(at => at >= from && at < from + 60_000).length))
    assert.ok(most <= 10, `${most} were tried within a minute`)
    assert.equal(refusedOwners, 0)
  })

  it('does not lock out the owner, whose address is known', () => {
    const attempts = limited(10)
    attempts.succeeded(station, '192.0.2.1')
    for (let i = 0; i < 100; i++) attempts.failed(station, `10.0.0.${i}`, 1000)
    assert.equal(attempts.isBlocked(station, '10.0.0.200', 1000), true)
    assert.equal(attempts.isBlocked(station, '192.0.2.1', 1000), false)
  })

  it('limits a known address too, without touching the budget of strangers', () => {
    const attempts = limited(3)
    attempts.succeeded(station, '192.0.2.1')
    for (let i = 0; i < 3; i++) attempts.failed(station, '192.0.2.1', 1000)
    assert.equal(attempts.isBlocked(station, '192.0.2.1', 1000), true)
    assert.equal(attempts.isBlocked(station, '192.0.2.2', 1000), false)
  })

  it('keeps a fifth of the budget for those who have not failed yet', () => {
    const attempts = limited(10)
    for (let i = 0; i < 8; i++) attempts.failed(station, 'guesser', 1000)
    assert.equal(attempts.isBlocked(station, 'guesser', 1000), true)
    assert.equal(attempts.isBlocked(station, 'owner', 1000), false)
    for (const other of ['b', 'c']) attempts.failed(station, other, 1000)
    assert.equal(attempts.isBlocked(station, 'owner', 1000), true)
    assert.equal(attempts.isBlocked(station, 'owner', 61_000), false)
  })

  it('limits an address that guesses at many stations, but not those it is known of', () => {
    const attempts = limited(10, 20)
    attempts.succeeded('default/own', 'shared')
    for (let i = 0; i < 20; i++) attempts.failed(`default/${i}`, 'shared', 1000 + i)
    assert.equal(attempts.isBlocked('default/other', 'shared', 2000), true)
    assert.equal(attempts.isBlocked('default/own', 'shared', 2000), false)
    assert.equal(attempts.isBlocked('default/other', 'another', 2000), false)
  })

  it('forgets after a minute', () => {
    const attempts = limited(1)
    attempts.failed(station, 'a', 1000)
    assert.equal(attempts.isBlocked(station, 'a', 59_000), true)
    assert.equal(attempts.isBlocked(station, 'a', 62_000), false)
  })

  it('keeps stations apart', () => {
    const attempts = limited(1)
    attempts.failed(station, 'a', 1000)
    assert.equal(attempts.isBlocked('default/cp-2', 'a', 1000), false)
  })

  it('knows the last addresses of a station only', () => {
    const attempts = limited(1)
    for (const address of ['a', 'b', 'c', 'd', 'e']) attempts.succeeded(station, address)
    attempts.failed(station, 'stranger', 1000)
    assert.equal(attempts.isBlocked(station, 'a', 1000), true)
    assert.equal(attempts.isBlocked(station, 'e', 1000), false)
  })

  it('keeps its size under a flood of names', () => {
    const attempts = limited(1, 300)
    for (let i = 0; i < 120_000; i++) attempts.failed(`default/${i}`, `a${i % 1000}`, 1000)
    assert.equal(attempts.isBlocked('default/119999', 'b', 1000), true)
    assert.equal(attempts.isBlocked('default/0', 'b', 1000), false)
  })
})
