// What arrives on the sockets, handed to whom it concerns.
import { encodeError, parseFrame, type ResultErrorFrame } from '@chargeplane/ocpp'
import { logger, metrics } from '@chargeplane/telemetry'
import { type Admitted, decideUpgrade, type Gate } from '../admission/upgrade.ts'
import type { Commands } from '../commands/commands.ts'
import type { Fence } from '../sessions/fence.ts'
import type { Liveness } from '../sessions/liveness.ts'
import { closeCode, closeSession, type Session } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { SocketHandlers } from '../sockets/websocket.ts'
import { sparingly } from '../sparingly.ts'
import type { Calls } from './calls.ts'
import { createPacer } from './pacer.ts'

export interface FramesOptions {
  gate: Gate
  sessions: Sessions
  calls: Calls
  commands: Commands
  liveness: Liveness
  pace: { perSecond: number; maxPerSecond: number; tenantPerSecond: number }
  /** A station sends without end, and is about to be closed for it. */
  flooded(session: Session): void
  fence: Fence
}

const log = logger('sockets')
const mayLog = sparingly(5, 10_000)

export function socketHandlers(options: FramesOptions): SocketHandlers<Admitted, Session> {
  const { gate, sessions, calls, commands, liveness, fence } = options
  const failed = (where: string, error: unknown) => log.error('a socket handler failed', { where, error })

  function work(session: Session, text: string): void {
    const frame = parseFrame(text, session.version, session.strict)
    if (frame.type === 'call' || frame.type === 'send') calls.accept(session, frame, text)
    else if (frame.type === 'result' || frame.type === 'error') commands.answered(session, frame)
    else if (frame.type === 'resultError') noteRefusedAnswer(session, frame)
    else {
      metrics.inputRefused.add(1, { 'chargeplane.boundary': 'frame', 'error.type': frame.failure.code })
      if (frame.reply) session.socket.send(encodeError(session.version, frame.id, frame.failure))
    }
  }

  /** Also called by a timer, where a throw would end the process. */
  function deliver(session: Session, text: string): void {
    try {
      if (fence.admit(session, text)) work(session, text)
    } catch (error) {
      failed('text', error)
      closeSession(session, 'closed', closeCode.internal, 'internal error')
    }
  }
  fence.deliver = deliver
  const pacer = createPacer({ ...options.pace, deliver })

  return {
    upgrade: request => decideUpgrade(gate, request),
    open(admitted, socket) {
      const session = sessions.open(admitted, socket)
      if (session !== undefined) liveness.watch(session)
      return session
    },
    text(session, text) {
      if (session.closed || pacer.take(session, text, liveness.frame(session))) return
      options.flooded(session)
      closeSession(session, 'protocol_error', closeCode.policy, 'too many frames')
    },
    binary(session) {
      metrics.inputRefused.add(1, { 'chargeplane.boundary': 'frame', 'error.type': 'protocol_error' })
      closeSession(session, 'protocol_error', closeCode.unsupported, 'OCPP-J frames are text')
    },
    ping: session => liveness.heard(session),
    pong: session => liveness.pong(session),
    sent: (session, length) => liveness.sent(session, length),
    slow(session, dropped) {
      metrics.ocppEdgeSendBackpressure.add(1)
      if (dropped) session.closing ??= 'slow_reader'
    },
    closed: (session, code, problem) => sessions.closed(session, code, problem),
    failed,
  }
}

/** OCPP-J 2.1 4.2.5: the station could make nothing of an answer of ours. Nothing is asked of us, but it should not happen. */
function noteRefusedAnswer(session: Session, { id, code, description }: ResultErrorFrame): void {
  metrics.ocppAnswerFaults.add(1, { 'ocpp.version': session.version, 'ocpp.answer.fault': 'refused' })
  if (!mayLog()) return
  log.warn('a station can not use our answer', { station: session.station, message: id, code, problem: description })
}
