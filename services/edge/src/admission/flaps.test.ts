import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Contest, watchFlaps } from './flaps.ts'
import { createRestraints } from './restraints.ts'

function setUp() {
  let now = 1000
  const restraints = createRestraints()
  const contests: Contest[] = []
  const flaps = watchFlaps({ perMinute: 5, restraints, contested: contest => contests.push(contest), nowMs: () => now })
  const takeOver = (times: number, everyMs: number) => {
    for (let i = 0; i < times; i++) {
      now += everyMs
      flaps.tookOver('default/cp-1', {
        tenant: 'default',
        station: 'CP-1',
        epoch: i,
        remoteAddress: `192.0.2.${i % 2}`,
      })
    }
  }
  return { restraints, contests, flaps, takeOver, isKeptOut: () => restraints.find('default/cp-1', now) !== undefined }
}

describe('watchFlaps', () => {
  it('promise 24: more than 5 takeovers of one station in a minute are told, and newcomers kept out', () => {
    const { contests, takeOver, isKeptOut } = setUp()
    takeOver(5, 1000)
    assert.deepEqual([contests.length, isKeptOut()], [0, false])
    takeOver(1, 1000)
    assert.equal(isKeptOut(), true)
    const [contest] = contests
    assert.deepEqual(
      [contest?.station, contest?.takeovers, contest?.remoteAddresses, contest?.refusedS],
      ['CP-1', 6, ['192.0.2.0', '192.0.2.1'], 15],
    )
  })

  it('thinks nothing of a station that reconnects now and then', () => {
    const { contests, takeOver } = setUp()
    takeOver(100, 12_001)
    assert.equal(contests.length, 0)
  })

  it('lets the next one in when the holder has left', () => {
    const { flaps, takeOver, isKeptOut } = setUp()
    takeOver(6, 100)
    flaps.holderLeft('default/cp-1')
    assert.equal(isKeptOut(), false)
  })

  it('remembers the last of a flood of stations', () => {
    const { flaps, contests } = setUp()
    const takeover = { tenant: 'default', station: 'X', epoch: 1, remoteAddress: 'a' }
    for (let i = 0; i < 5; i++) flaps.tookOver('first', takeover)
    for (let i = 0; i < 20_000; i++) flaps.tookOver(String(i), takeover)
    flaps.tookOver('first', takeover)
    assert.equal(contests.length, 0)
  })
})
