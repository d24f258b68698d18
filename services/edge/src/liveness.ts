// Who is still there. uWS counts any byte as life, so a peer that dribbles a frame for ever would never be closed: here only whole
// messages, pings and pongs count. Time is counted in ticks of our own, so that a process that was stopped for a minute does not wake
// up and take everybody for dead.

import { forgetAnswers } from './call-lane.ts'
import type { CloseReason, Session } from './session.ts'

export interface LivenessOptions {
  /** Silence after which a ping is sent, ms. */
  pingIntervalMs: number
  /** How long an unanswered ping is waited for, ms. */
  pongDeadlineMs: number
  /** Silence after which a station is cut that never answers pings, ms. */
  silenceMs: number
  /** Frames a station may send per tick; past it it is a mad one. */
  maxFramesPerTick: number
  sessions(): Iterable<Session>
}

export interface Liveness {
  readonly tick: number
  /** A sign of life. */
  heard(session: Session): void
  /** A frame; false when it is one too many and the socket is to be closed. */
  frame(session: Session): boolean
  sweep(): void
  stop(): void
}

export const tickMs = 1000
/** After this long without any CALL nobody repeats one. */
const answersMs = 300_000

const cut = (session: Session, reason: CloseReason) => {
  session.closing ??= reason
  // No close frame: whoever does not read us would hold the socket until TCP gives up.
  session.socket.destroy()
}

export function watchLiveness(options: LivenessOptions): Liveness {
  const pingTicks = Math.max(1, Math.floor(options.pingIntervalMs / tickMs))
  const pongTicks = Math.max(1, Math.floor(options.pongDeadlineMs / tickMs))
  const silentTicks = Math.max(1, Math.floor(options.silenceMs / tickMs))
  const answersTicks = answersMs / tickMs
  let tick = 1

  function look(session: Session): void {
    session.frames = 0
    const silent = tick - session.heardTick
    if (!session.pongs) {
      if (silent >= silentTicks) cut(session, 'idle')
    } else if (session.pingTick !== 0) {
      if (tick - session.pingTick >= pongTicks) cut(session, 'idle')
    } else if (silent >= pingTicks) {
      session.pingTick = tick
      session.socket.ping()
    }
    if (tick - session.calls.lastTick >= answersTicks) forgetAnswers(session.calls)
  }

  const sweep = () => {
    tick += 1
    for (const session of options.sessions()) look(session)
  }
  const timer = setInterval(sweep, tickMs)

  return {
    get tick() {
      return tick
    },
    heard(session) {
      session.heardTick = tick
      session.pingTick = 0
    },
    frame(session) {
      session.heardTick = tick
      session.pingTick = 0
      session.frames += 1
      return session.frames <= options.maxFramesPerTick
    },
    sweep,
    stop: () => clearInterval(timer),
  }
}
