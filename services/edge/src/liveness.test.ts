import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findAnswer, keepAnswer } from './call-lane.ts'
import { watchLiveness } from './liveness.ts'
import { becomes } from './session.ts'
import { testSession } from './testing/session.ts'

function setUp(t: { after(run: () => void): void }) {
  const { session, socket } = testSession()
  const liveness = watchLiveness({
    pingIntervalMs: 15_000,
    pongDeadlineMs: 14_000,
    silenceMs: 120_000,
    maxFramesPerTick: 500,
    sessions: () => [session],
  })
  t.after(liveness.stop)
  const sweep = (ticks: number) => {
    for (let i = 0; i < ticks; i++) liveness.sweep()
  }
  return { session, socket, liveness, sweep }
}

describe('watchLiveness', () => {
  it('rule 35 (J16e 3.9): pings who has been silent, and cuts who does not answer, within 30 s', t => {
    const { session, socket, sweep } = setUp(t)
    sweep(14)
    assert.equal(socket.pings, 0)
    sweep(1)
    assert.equal(socket.pings, 1)
    sweep(13)
    assert.equal(socket.destroyed, false)
    sweep(1)
    assert.equal(socket.destroyed, true)
    assert.equal(session.closing, 'idle')
    assert.equal(socket.pings, 1)
  })

  it('leaves who answers its pings alone', t => {
    const { session, socket, liveness, sweep } = setUp(t)
    for (let i = 0; i < 10; i++) {
      sweep(16)
      liveness.heard(session)
    }
    assert.equal(socket.destroyed, false)
    assert.equal(socket.pings, 10)
  })

  it('pings nobody who is known never to answer, and cuts it by its silence alone', t => {
    const { session, socket, liveness, sweep } = setUp(t)
    becomes(session, { vendor: 'EN+', model: 'M', firmwareVersion: '1' })
    sweep(119)
    assert.deepEqual([socket.pings, socket.destroyed], [0, false])
    liveness.frame(session)
    sweep(119)
    assert.equal(socket.destroyed, false)
    sweep(1)
    assert.deepEqual([socket.destroyed, session.closing], [true, 'idle'])
  })

  it('rule 36 (O16 4.6): takes each message for a sign of life, and pings nobody who talks', t => {
    const { session, socket, liveness, sweep } = setUp(t)
    for (let i = 0; i < 100; i++) {
      sweep(10)
      assert.equal(liveness.frame(session), true)
    }
    assert.equal(socket.pings, 0)
  })

  it('says when a station sends more frames than any sane one', t => {
    const { session, liveness, sweep } = setUp(t)
    const frames = (count: number) =>
      Array.from({ length: count }, () => liveness.frame(session)).filter(Boolean).length
    assert.equal(frames(600), 500)
    sweep(1)
    assert.equal(frames(10), 10)
  })

  it('keeps the reason for which a socket is being closed already', t => {
    const { session, sweep } = setUp(t)
    session.closing = 'replaced'
    sweep(60)
    assert.equal(session.closing, 'replaced')
  })

  it('drops stored answers after five minutes without a call', t => {
    const { session, liveness, sweep } = setUp(t)
    keepAnswer(session.calls, '1', 'text', 'answer', liveness.tick)
    sweep(299)
    assert.equal(findAnswer(session.calls, '1', 'text'), 'answer')
    sweep(1)
    assert.equal(findAnswer(session.calls, '1', 'text'), undefined)
  })
})
