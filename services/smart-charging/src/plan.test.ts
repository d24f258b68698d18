import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  committedWhenAccepted,
  committedWhileSending,
  type Limit,
  type Member,
  memberKey,
  nextLimits,
  type SiteLimits,
  sum,
} from './plan.ts'

const site: SiteLimits = { limitA: 60, defaultA: 6 }

function member(n: number, change: Partial<Member> = {}): Member {
  return {
    stationId: `CS${n}`,
    evseId: 1,
    maxA: 32,
    ceilingA: change.maxA ?? 32,
    connected: true,
    transactionId: null,
    committedA: 6,
    acceptedDefaultA: 6,
    acceptedTransactionA: null,
    profilesOwed: 0,
    sendingA: null,
    ...change,
  }
}

function apply(members: Member[], limit: Limit): void {
  const m = members.find(x => x.stationId === limit.stationId)
  assert.ok(m)
  m.committedA = committedWhenAccepted(m, limit)
  if (limit.transactionId === null) m.acceptedDefaultA = limit.limitA
  else m.acceptedTransactionA = limit.limitA
}

function settle(members: Member[], limits = site): void {
  for (let round = 0; round < 20; round++) {
    const next = nextLimits(limits, members)
    if (next.length === 0) return
    for (const limit of next) apply(members, limit)
  }
  assert.fail('the plan does not settle')
}

describe('nextLimits', () => {
  it('gives one car all that the idle EVSEs leave, within its own maximum', () => {
    const members = [member(1, { transactionId: 'a' }), member(2), member(3)]
    settle(members)
    assert.deepEqual(
      members.map(m => m.committedA),
      [32, 6, 6],
    )
  })

  it('lowers the others before it raises the newcomer, and ends in equal shares', () => {
    const members = [
      member(1, { transactionId: 'a', acceptedTransactionA: 32, committedA: 32 }),
      member(2, { transactionId: 'b', acceptedTransactionA: 22, committedA: 22 }),
      member(3, { transactionId: 'c' }),
    ]
    const first = nextLimits(site, members)
    assert.deepEqual(
      first.map(l => [l.stationId, l.limitA]),
      [
        ['CS1', 20],
        ['CS2', 20],
      ],
    )
    settle(members)
    assert.deepEqual(
      members.map(m => m.committedA),
      [20, 20, 20],
    )
  })

  it('leaves an unreachable station what it has and shares the rest', () => {
    const members = [
      member(1, { transactionId: 'a', acceptedTransactionA: 30, committedA: 30, connected: false }),
      member(2, { transactionId: 'b' }),
      member(3, { transactionId: 'c' }),
    ]
    settle(members)
    assert.deepEqual(
      members.map(m => m.committedA),
      [30, 15, 15],
    )
  })

  it('sends the default first, and to every member once', () => {
    const members = [member(1, { acceptedDefaultA: null, committedA: 6 }), member(2)]
    assert.deepEqual(nextLimits(site, members), [{ stationId: 'CS1', evseId: 1, transactionId: null, limitA: 6 }])
  })

  it('gives what a small EVSE cannot use to the others', () => {
    const members = [member(1, { transactionId: 'a', maxA: 10 }), member(2, { transactionId: 'b', maxA: 80 })]
    settle(members)
    assert.deepEqual(
      members.map(m => m.committedA),
      [10, 50],
    )
  })
})

describe('a profile that an EV was promised', () => {
  const charging = { transactionId: 'a', acceptedTransactionA: 32, committedA: 32 }

  it('goes out though the limit is the same, once', () => {
    const members = [member(1, { ...charging, profilesOwed: 2 }), member(2)]
    const limits = nextLimits(site, members)
    assert.deepEqual(limits, [{ stationId: 'CS1', evseId: 1, transactionId: 'a', limitA: 32, settles: 2 }])
    assert.deepEqual(nextLimits(site, [member(1, charging), member(2)]), [])
  })

  it('goes out though nothing more can be given yet, and waits for its transaction', () => {
    const full = member(2, { transactionId: 'b', acceptedTransactionA: 54, committedA: 54, maxA: 60, connected: false })
    const members = [member(1, { transactionId: 'a', profilesOwed: 1 }), full]
    assert.deepEqual(nextLimits(site, members), [
      { stationId: 'CS1', evseId: 1, transactionId: 'a', limitA: 6, settles: 1 },
    ])
    assert.deepEqual(nextLimits(site, [member(1, { profilesOwed: 1 }), full]), [])
  })
})

describe('a ceiling below what the EVSE could draw', () => {
  it('leaves the rest to the others', () => {
    const members = [member(1, { transactionId: 'a', ceilingA: 10 }), member(2, { transactionId: 'b', maxA: 80 })]
    settle(members)
    assert.deepEqual(
      members.map(m => m.committedA),
      [10, 50],
    )
  })

  it('may be nothing at all', () => {
    const members = [member(1, { transactionId: 'a', ceilingA: 0 }), member(2, { transactionId: 'b', maxA: 80 })]
    settle(members)
    assert.deepEqual(
      members.map(m => m.committedA),
      [0, 60],
    )
  })
})

describe('a site under random traffic and lost answers', () => {
  it('never commits more than its limit', () => {
    let seed = 42
    const random = () => {
      seed = (seed * 16807) % 2147483647
      return seed / 2147483647
    }
    for (let run = 0; run < 50; run++) {
      const count = 2 + Math.floor(random() * 8)
      const defaultA = Math.min(6, Math.floor((60 / count) * 10) / 10)
      const limits = { limitA: 60, defaultA }
      const members = Array.from({ length: count }, (_, i) =>
        member(i, { committedA: defaultA, acceptedDefaultA: defaultA }),
      )
      for (let step = 0; step < 200; step++) {
        const m = members[Math.floor(random() * count)]
        assert.ok(m)
        const dice = random()
        if (dice < 0.2) m.connected = !m.connected
        else if (dice < 0.5 && m.transactionId === null) m.transactionId = `${step}`
        else if (dice < 0.7 && m.transactionId !== null) {
          m.transactionId = null
          m.acceptedTransactionA = null
          m.committedA = defaultA
        }
        const unreachable = new Set<string>()
        for (let round = 0; round < 10; round++) {
          const next = nextLimits(limits, members, unreachable)
          for (const limit of next) {
            const target = members.find(x => x.stationId === limit.stationId)
            assert.ok(target)
            target.committedA = committedWhileSending(target, limit)
          }
          assert.ok(sum(members.map(x => x.committedA)) <= 60, `run ${run} step ${step}`)
          for (const limit of next) {
            if (random() < 0.1) unreachable.add(memberKey(limit))
            else apply(members, limit)
          }
        }
      }
    }
  })
})
