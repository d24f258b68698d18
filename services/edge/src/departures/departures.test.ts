import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Session } from '../sessions/session.ts'
import { testSession } from '../testing/session.ts'
import { until } from '../testing/until.ts'
import { workedHeartbeat } from '../testing/waiting-call.ts'
import { createDepartures } from './departures.ts'

/** Sessions that leave the list when their sockets close, as those of sessions.ts do. */
function held(count: number) {
  const sessions = new Set<Session>()
  for (let i = 0; i < count; i += 1) {
    const { session, socket } = testSession({ station: `CP-${i}` })
    socket.close = () => {
      session.closed = true
      sessions.delete(session)
    }
    sessions.add(session)
  }
  return {
    sessions,
    source: {
      all: () => sessions.values(),
      get size() {
        return sessions.size
      },
    },
  }
}

const settings = { percent: 2, minRate: 1000, callGraceMs: 100 }

describe('departures', () => {
  it('sends as many away as asked for, tells how many are left, and one request at a time', async () => {
    const { sessions, source } = held(60)
    const departures = createDepartures({ ...settings, minRate: 100, sessions: source })
    assert.deepEqual(departures.begin(40), { connections: 40, rate: 100 })
    assert.ok(departures.left > 0 && departures.left <= 40)
    assert.throws(() => departures.begin(1), { code: 'failed_precondition' })
    await until('forty have left', () => sessions.size === 20)
    await until('another may be asked for', () => departures.left === 0)
    assert.deepEqual(departures.begin(100), { connections: 20, rate: 100 })
  })

  it('takes a share of what it holds where that is more than the least rate', () => {
    const { source } = held(200)
    assert.equal(createDepartures({ ...settings, minRate: 1, percent: 50, sessions: source }).begin(1).rate, 100)
  })

  it('sends everyone away when the process stops, those after a request that is under way, and begins no other', async () => {
    const { sessions, source } = held(50)
    const departures = createDepartures({ ...settings, sessions: source })
    departures.begin(10)
    const all = departures.everyone(10_000)
    assert.equal(departures.stopping, true)
    assert.throws(() => departures.begin(1), { code: 'failed_precondition' })
    await all
    assert.equal(sessions.size, 0)
  })

  it('cuts off at once whoever is left when the time is over', async () => {
    const { sessions, source } = held(50)
    for (const session of sessions) session.calls.current = workedHeartbeat('1')
    const departures = createDepartures({ ...settings, minRate: 5, callGraceMs: 60_000, sessions: source })
    await departures.everyone(120)
    assert.deepEqual([sessions.size, departures.left], [0, 0])
  })
})
