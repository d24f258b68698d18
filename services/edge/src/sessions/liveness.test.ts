import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findAnswer, keepAnswer } from '../calls/call-lane.ts'
import { testSession } from '../testing/session.ts'
import { workedHeartbeat } from '../testing/waiting-call.ts'
import { watchLiveness } from './liveness.ts'
import { becomes } from './session.ts'

function setUp(t: { after(run: () => void): void }, pingIntervalMs = 15_000, random = () => 0) {
  const liveness = watchLiveness({
    pingIntervalMs,
    pongDeadlineMs: 14_000,
    silenceMs: 120_000,
    unreadBytes: 1000,
    random,
  })
  t.after(liveness.stop)
  const sweep = (ticks: number) => {
    for (let i = 0; i < ticks; i++) liveness.sweep()
  }
  const connect = () => {
    const connected = testSession()
    connected.session.heardTick = liveness.tick
    liveness.watch(connected.session)
    return connected
  }
  return { ...connect(), connect, liveness, sweep }
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
      sweep(15)
      liveness.pong(session)
    }
    assert.equal(socket.destroyed, false)
    assert.equal(socket.pings, 10)
  })

  it('asks a station less often when it has answered, up to the interval', t => {
    const { session, socket, liveness, sweep } = setUp(t, 60_000)
    const silences: number[] = []
    for (let i = 0; i < 5; i++) {
      let ticks = 0
      for (const before = socket.pings; socket.pings === before; ticks++) sweep(1)
      silences.push(ticks)
      liveness.pong(session)
    }
    assert.deepEqual(silences, [15, 30, 60, 60, 60])
  })

  it('promise 27: a peer that has died is found within two ping periods and 4 s, however long it has been there', t => {
    const { session, socket, liveness, sweep } = setUp(t, 30_000, Math.random)
    for (let i = 0; i < 300; i++) {
      sweep(1)
      if (i % 20 === 0) liveness.pong(session)
    }
    liveness.pong(session)
    sweep(64)
    assert.equal(socket.destroyed, true)
  })

  it('pings a crowd that came at once over a quarter of the interval, and looks at few in a tick', t => {
    const { connect, sweep } = setUp(t, 60_000, Math.random)
    const crowd = Array.from({ length: 400 }, connect)
    let before = 0
    const pings = Array.from({ length: 15 }, () => {
      sweep(1)
      const all = crowd.reduce((sum, { socket }) => sum + socket.pings, 0)
      const now = all - before
      before = all
      return now
    })
    assert.equal(before, 400)
    assert.ok(Math.max(...pings) < 200, `pings a tick: ${pings}`)
    assert.equal(
      pings.findIndex(count => count > 0),
      11,
    )
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
      if (i % 2 === 0) liveness.frame(session)
      else liveness.heard(session)
    }
    assert.equal(socket.pings, 0)
  })

  it('counts the frames of a tick', t => {
    const { session, liveness, sweep } = setUp(t)
    const frames = (count: number) => Array.from({ length: count }, () => liveness.frame(session)).at(-1)
    assert.equal(frames(600), 600)
    sweep(1)
    liveness.heard(session)
    assert.equal(frames(10), 10)
  })

  it('promise 46: asks who is sent much whether it reads, and cuts who does not say so, however much it talks', t => {
    const { session, socket, liveness, sweep } = setUp(t)
    liveness.sent(session, 1000)
    assert.equal(socket.pings, 0)
    liveness.sent(session, 1)
    assert.equal(socket.pings, 1)
    for (let i = 0; i < 13; i++) {
      sweep(1)
      liveness.frame(session)
      liveness.heard(session)
    }
    assert.equal(socket.destroyed, false)
    sweep(1)
    assert.deepEqual([socket.destroyed, session.closing, socket.pings], [true, 'slow_reader', 1])
  })

  it('promise 46: cuts at once who is sent a multiple of it meanwhile, and nobody who answers', t => {
    const { session, socket, liveness, connect, sweep } = setUp(t)
    const reader = connect()
    for (const each of [session, reader.session]) liveness.sent(each, 1001)
    liveness.pong(reader.session)
    for (const each of [session, reader.session]) liveness.sent(each, 4001)
    assert.deepEqual([socket.destroyed, reader.socket.destroyed], [true, false])
    liveness.pong(reader.session)
    sweep(14)
    assert.equal(reader.socket.destroyed, false)
  })

  it('keeps the reason for which a socket is being closed already', t => {
    const { session, sweep } = setUp(t)
    session.closing = 'replaced'
    sweep(60)
    assert.equal(session.closing, 'replaced')
  })

  it('drops stored answers after two minutes without a call', t => {
    const { session, liveness, sweep } = setUp(t)
    const live = (ticks: number) => {
      for (let i = 0; i < ticks; i++) {
        sweep(1)
        liveness.frame(session)
      }
    }
    keepAnswer(session.calls, workedHeartbeat('1', 'text'), 'answer', liveness.tick)
    live(119)
    assert.equal(findAnswer(session.calls, '1', 'text'), 'answer')
    live(16)
    assert.equal(findAnswer(session.calls, '1', 'text'), undefined)
  })
})
