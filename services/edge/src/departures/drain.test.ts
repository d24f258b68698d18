import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type TestSession, testSession } from '../testing/session.ts'
import { workedHeartbeat } from '../testing/waiting-call.ts'
import { drain } from './drain.ts'

const waitingCall = workedHeartbeat('1')

const many = (count: number) => Array.from({ length: count }, (_, i) => testSession({ station: `CP-${i}` }))
const sessionsOf = (stations: TestSession[]) => stations.map(({ session }) => session)
const gone = ({ socket, session }: TestSession) =>
  socket.closedWith?.code === 1012 && session.closing === 'edge_drained'

/** Notes when each socket is closed, ms. */
function noteTimes(stations: TestSession[]): number[] {
  const times: number[] = []
  for (const { socket, session } of stations) {
    const close = socket.close.bind(socket)
    socket.close = (code, reason) => {
      if (!session.closed) times.push(performance.now())
      session.closed = true
      close(code, reason)
    }
  }
  return times
}

describe('drain', () => {
  it('promise 43: closes everybody with 1012, no faster than the rate, in no step', async () => {
    const stations = many(120)
    const times = noteTimes(stations)
    assert.equal(await drain({ rate: 200, callGraceMs: 100, sessions: sessionsOf(stations) }), 120)
    assert.ok(stations.every(gone))
    for (const [i, at] of times.entries()) {
      const within = times.filter(other => other >= at && other < at + 200).length
      // 200 ms of the rate, and what had been saved up for one slice.
      assert.ok(within <= 40 + 31, `${within} in 200 ms from the ${i}th`)
    }
    const slices = new Set(times.map(Math.round))
    const pauses = [...slices].slice(1).map((at, i) => at - ([...slices][i] ?? 0))
    assert.ok(new Set(pauses.filter(pause => pause > 20)).size > 1, `pauses of ${pauses} ms`)
  })

  it('sends idle stations away first, charging ones last, and of few only idle ones', async () => {
    const stations = many(40)
    for (const { session } of stations.slice(0, 20)) session.charging = true
    const times = noteTimes(stations)
    assert.equal(await drain({ rate: 1000, callGraceMs: 100, sessions: sessionsOf(stations), connections: 20 }), 20)
    assert.equal(times.length, 20)
    assert.ok(stations.slice(20).every(gone))
    assert.ok(stations.slice(0, 20).every(({ session }) => session.closing === undefined))
    assert.equal(await drain({ rate: 1000, callGraceMs: 100, sessions: sessionsOf(stations) }), 20)
    assert.ok(stations.every(gone))
  })

  it('lets a call or command under way be answered first, but not for ever, and begins no other', async () => {
    const [quick, stuck] = [testSession({ station: 'quick' }), testSession({ station: 'stuck' })]
    for (const { session } of [quick, stuck]) session.calls.current = waitingCall
    const answered = setTimeout(() => {
      assert.equal(quick.session.closing, 'edge_drained')
      assert.equal(quick.socket.closedWith, undefined)
      quick.session.calls.current = undefined
    }, 60)
    const started = performance.now()
    await drain({ rate: 1000, callGraceMs: 300, sessions: sessionsOf([quick, stuck]) })
    clearTimeout(answered)
    assert.ok(performance.now() - started >= 300)
    for (const { socket } of [quick, stuck]) assert.equal(socket.closedWith?.code, 1012)
  })

  it('closes whoever is left at once when its time is up, and tells how many are left meanwhile', async () => {
    const stations = many(100)
    for (const { session } of stations.slice(0, 5)) session.calls.current = waitingCall
    const timeIsUp = new AbortController()
    const told: number[] = []
    const progress = (left: number) => {
      told.push(left)
      if (told.length === 2) timeIsUp.abort()
    }
    const options = { rate: 10, callGraceMs: 60_000, sessions: sessionsOf(stations) }
    await drain({ ...options, signal: timeIsUp.signal, progress })
    assert.ok(stations.every(gone))
    assert.ok((told[0] ?? 0) >= 98 && told.at(-1) === 0, `told ${told}`)
  })

  it('resolves at once when there is nobody', async () => {
    assert.equal(await drain({ rate: 1, callGraceMs: 1, sessions: [] }), 0)
  })
})
