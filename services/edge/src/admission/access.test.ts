import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import type { StationAccess } from '@chargeplane/proto/stations/v1/stations'
import { unknownAccess } from '../testing/owners.ts'
import { createAccessCache } from './access.ts'

const cp1 = { tenant: 'default', station: 'CP-1' }
const known: StationAccess = {
  ...unknownAccess,
  known: true,
  admitted: true,
  passwordVerifier: 'v1',
  registrationStatus: '',
  stationId: 'CP-1',
}
const unknown: StationAccess = { ...known, known: false, admitted: false }

function setUp(answer: () => Promise<StationAccess>, capacity = 100) {
  const state = { now: 0, asked: 0 }
  const cache = createAccessCache({
    capacity,
    ttlMs: 600_000,
    nowMs: () => state.now,
    fetch: () => {
      state.asked += 1
      return answer()
    },
  })
  return { cache, state }
}

describe('createAccessCache', () => {
  it('asks once, also when many come at once, and answers at once afterwards', async () => {
    const { cache, state } = setUp(async () => known)
    const answers = await Promise.all([cache.get(cp1), cache.get(cp1), cache.get({ ...cp1, station: 'cp-1' })])
    assert.equal(state.asked, 1)
    assert.ok(answers.every(entry => entry.access === known))
    assert.equal(cache.get(cp1) instanceof Promise, false)
  })

  it('asks again when the time is up, sooner for a station nobody knows', async () => {
    let answer = known
    const { cache, state } = setUp(async () => answer)
    await cache.get(cp1)
    state.now = 599_999
    await cache.get(cp1)
    assert.equal(state.asked, 1)
    state.now = 600_001
    answer = unknown
    await cache.get(cp1)
    assert.equal(state.asked, 2)
    state.now += 10_001
    await cache.get(cp1)
    assert.equal(state.asked, 3)
  })

  it('asks again after an invalidation', async () => {
    const { cache, state } = setUp(async () => known)
    await cache.get(cp1)
    cache.invalidate({ ...cp1, station: 'cp-1' })
    await cache.get(cp1)
    assert.equal(state.asked, 2)
  })

  it('does not keep an answer that was asked for before an invalidation', async () => {
    const first = Promise.withResolvers<StationAccess>()
    const answers = [first.promise, Promise.resolve({ ...known, passwordVerifier: 'v2' })]
    const { cache } = setUp(() => answers.shift() ?? Promise.reject(new Error('asked too often')))
    const early = cache.get(cp1)
    await Promise.resolve()
    cache.invalidate(cp1)
    const late = await cache.get(cp1)
    first.resolve(known)
    assert.equal((await early).access.passwordVerifier, 'v1')
    assert.equal(late.access.passwordVerifier, 'v2')
    assert.equal((await cache.get(cp1)).access.passwordVerifier, 'v2')
  })

  it('serves what it had while stations is away, asking now and then', async () => {
    let away = false
    const { cache, state } = setUp(async () => {
      if (away) throw fail('unavailable', 'away')
      return known
    })
    await cache.get(cp1)
    away = true
    state.now = 700_000
    assert.equal((await cache.get(cp1)).access, known)
    assert.equal(state.asked, 2)
    assert.equal((await cache.get(cp1)).access, known)
    assert.equal(state.asked, 2)
    state.now += 5001
    await cache.get(cp1)
    assert.equal(state.asked, 3)
  })

  it('rejects for a station it never heard of while stations is away', async () => {
    const { cache } = setUp(() => Promise.reject(fail('unavailable', 'away')))
    await assert.rejects(async () => cache.get(cp1), { code: 'unavailable' })
  })

  it('forgets the one that was not used for longest when it is full', async () => {
    const { cache, state } = setUp(async () => known, 2)
    const at = (station: string) => cache.get({ ...cp1, station })
    for (const station of ['a', 'b', 'a', 'c']) await at(station)
    assert.equal(state.asked, 3)
    await at('a')
    assert.equal(state.asked, 3)
    await at('b')
    assert.equal(state.asked, 4)
  })
})
