import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { drain } from './drain.ts'
import { testSession } from './testing/session.ts'
import { waitingHeartbeat } from './testing/waiting-call.ts'

const waitingCall = waitingHeartbeat('1')

describe('drain', () => {
  it('closes everybody with 1012, no faster than the rate', async () => {
    const stations = Array.from({ length: 60 }, (_, i) => testSession({ station: `CP-${i}` }))
    const started = performance.now()
    await drain({ rate: 100, callGraceMs: 100, sessions: () => stations.map(({ session }) => session) })
    const ms = performance.now() - started
    assert.ok(
      stations.every(({ socket, session }) => socket.closedWith?.code === 1012 && session.closing === 'edge_drained'),
    )
    // Six slices of ten, with five pauses of 50 to 150 ms between them.
    assert.ok(ms >= 250 && ms < 3000, `took ${ms} ms`)
  })

  it('lets a call under way be answered first, but not for ever', async () => {
    const [quick, stuck] = [testSession({ station: 'quick' }), testSession({ station: 'stuck' })]
    for (const { session } of [quick, stuck]) session.calls.current = waitingCall
    const answered = setTimeout(() => {
      assert.equal(quick.socket.closedWith, undefined)
      quick.session.calls.current = undefined
    }, 60)
    const started = performance.now()
    await drain({ rate: 1000, callGraceMs: 300, sessions: () => [quick.session, stuck.session] })
    clearTimeout(answered)
    assert.ok(performance.now() - started >= 300)
    for (const { socket } of [quick, stuck]) assert.equal(socket.closedWith?.code, 1012)
  })

  it('resolves at once when there is nobody', () => drain({ rate: 1, callGraceMs: 1, sessions: () => [] }))
})
