// Who is still there. uWS counts any byte as life, so a peer that dribbles a frame for ever would never be closed: here only whole
// messages, pings and pongs count. Time is counted in ticks of our own, so that a process that was stopped for a minute does not wake
// up and take everybody for dead. Each session is looked at when something about it is due, and not before: of 19,000 a few hundred a tick.

import { forgetAnswers } from '../calls/call-lane.ts'
import type { CloseReason, Session } from './session.ts'
import { createWheel } from './wheel.ts'

export interface LivenessOptions {
  /** Silence after which a ping is sent to a station that has proved itself, ms. A new one is pinged sooner. */
  pingIntervalMs: number
  /** How long an unanswered ping is waited for, ms. */
  pongDeadlineMs: number
  /** Silence after which a station is cut that never answers pings, ms. */
  silenceMs: number
  /** Bytes that may be sent without a sign that any are read; past it a ping is sent for the purpose. */
  unreadBytes: number
  /** From 0 to 1. */
  random?: () => number
}

export interface Liveness {
  readonly tick: number
  /** Begins to watch a session; it is let go of some time after it has closed. */
  watch(session: Session): void
  /** A ping arrived. */
  heard(session: Session): void
  /** A pong arrived: it reads what we send. */
  pong(session: Session): void
  /** A frame arrived; how many have in this tick. */
  frame(session: Session): number
  /** So many bytes were handed to the socket. */
  sent(session: Session, bytes: number): void
  sweep(): void
  stop(): void
}

const tickMs = 1000
/** After this long without any CALL nobody repeats one. */
const answersMs = 120_000
/** The first interval of a new session: whoever begins with a frame that never ends is gone within this and the pong deadline. */
const firstPingMs = 15_000
/** Times `unreadBytes` that may follow a ping sent for the purpose: no honest reader is so far behind. */
const hopeless = 4

const cut = (session: Session, reason: CloseReason) => {
  session.closing ??= reason
  // No close frame: whoever does not read us would hold the socket until TCP gives up.
  session.socket.destroy()
}

const ticksOf = (ms: number) => Math.max(1, Math.floor(ms / tickMs))

export function watchLiveness(options: LivenessOptions): Liveness {
  const { unreadBytes, random = Math.random } = options
  const pingTicks = ticksOf(options.pingIntervalMs)
  const firstPingTicks = Math.min(pingTicks, ticksOf(firstPingMs))
  const pongTicks = ticksOf(options.pongDeadlineMs)
  const silentTicks = ticksOf(options.silenceMs)
  const answersTicks = answersMs / tickMs
  const wheel = createWheel<Session>()
  /** Sessions whose `pingTick` is negative: asked whether they read. */
  let asked: Session[] = []
  let tick = 1

  /** What is due next, in ticks from now; 0: nothing any more. */
  function look(session: Session): number {
    if (session.closed) return 0
    if (tick - session.calls.lastTick >= answersTicks) forgetAnswers(session.calls)
    const silent = tick - session.heardTick
    if (!session.pongs) {
      if (silent >= silentTicks) cut(session, 'idle')
      return session.closed ? 0 : silentTicks - silent
    }
    if (session.pingTick < 0) return pongTicks
    if (session.pingTick > 0) {
      if (tick - session.pingTick >= pongTicks) cut(session, 'idle')
      return pongTicks - (tick - session.pingTick)
    }
    const interval = intervalOf(session)
    if (silent >= interval - Math.floor(interval / 4)) {
      session.pingTick = tick
      session.socket.ping()
      return pongTicks
    }
    return untilPing(interval) - silent
  }

  const intervalOf = (session: Session) => session.pingTicks || firstPingTicks
  /** Up to a quarter sooner, or all who came at once would be pinged at once for ever. */
  const untilPing = (interval: number) => interval - Math.floor(random() * (Math.floor(interval / 4) + 1))

  /** Those that were asked whether they read, and have not said so in time. */
  function lookAtAsked(): void {
    if (asked.length === 0) return
    asked = asked.filter(session => {
      if (session.closed || session.pingTick >= 0) return false
      if (tick + session.pingTick < pongTicks) return true
      cut(session, 'slow_reader')
      return false
    })
  }

  const sweep = () => {
    tick += 1
    for (const session of wheel.turn()) {
      const ticks = look(session)
      // Whoever was cut closes at once, and needs no further look; should it not have, it gets one.
      if (ticks !== 0 && !session.closed) wheel.put(session, ticks)
    }
    lookAtAsked()
  }
  const timer = setInterval(sweep, tickMs)

  /** The first sign of life in a tick begins a new count of frames. */
  const alive = (session: Session) => {
    if (session.heardTick !== tick) session.frames = 0
    session.heardTick = tick
  }

  return {
    get tick() {
      return tick
    },
    watch(session) {
      wheel.put(session, session.pongs ? untilPing(firstPingTicks) : silentTicks)
    },
    heard(session) {
      alive(session)
      if (session.pingTick > 0) session.pingTick = 0
    },
    pong(session) {
      alive(session)
      // Who answers is asked half as often, up to the interval that is configured.
      if (session.pingTick !== 0) session.pingTicks = Math.min(pingTicks, intervalOf(session) * 2)
      session.pingTick = 0
    },
    frame(session) {
      alive(session)
      // To talk is no proof of reading.
      if (session.pingTick > 0) session.pingTick = 0
      session.frames += 1
      return session.frames
    },
    sent(session, bytes) {
      session.unread += bytes
      if (session.unread <= unreadBytes || !session.pongs) return
      if (session.pingTick < 0) {
        if (session.unread > unreadBytes * hopeless) cut(session, 'slow_reader')
        return
      }
      // What is answered to this ping was sent before it: the answer says that all of that is read.
      session.unread = 0
      session.pingTick = -tick
      asked.push(session)
      session.socket.ping()
    },
    sweep,
    stop: () => clearInterval(timer),
  }
}
