// What arrives on the sockets, handed to whom it concerns.
import { encodeError, parseFrame, type ResultErrorFrame } from '@chargeplane/ocpp'
import { logger, metrics } from '@chargeplane/telemetry'
import type { Calls } from './calls.ts'
import type { Commands } from './commands.ts'
import type { Liveness } from './liveness.ts'
import { closeCode, closeSession, type Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { sparingly } from './sparingly.ts'
import { type Admitted, decideUpgrade, type Gate } from './upgrade.ts'
import type { SocketHandlers } from './websocket.ts'

export interface FramesOptions {
  gate: Gate
  sessions: Sessions
  calls: Calls
  commands: Commands
  liveness: Liveness
}

const log = logger('sockets')
const mayLog = sparingly(5, 10_000)

export function socketHandlers(options: FramesOptions): SocketHandlers<Admitted, Session> {
  const { gate, sessions, calls, commands, liveness } = options
  return {
    upgrade: request => decideUpgrade(gate, request),
    open: (admitted, socket) => sessions.open(admitted, socket),
    text(session, text) {
      if (!liveness.frame(session)) {
        return closeSession(session, 'protocol_error', closeCode.policy, 'too many frames')
      }
      const frame = parseFrame(text, session.version, session.strict)
      switch (frame.type) {
        case 'call':
        case 'send':
          return calls.accept(session, frame, text)
        case 'result':
        case 'error':
          return commands.answered(session, frame)
        case 'resultError':
          return noteRefusedAnswer(session, frame)
        case 'invalid':
          metrics.inputRefused.add(1, { 'chargeplane.boundary': 'frame', 'error.type': frame.failure.code })
          if (frame.reply) session.socket.send(encodeError(session.version, frame.id, frame.failure))
      }
    },
    binary(session) {
      metrics.inputRefused.add(1, { 'chargeplane.boundary': 'frame', 'error.type': 'protocol_error' })
      closeSession(session, 'protocol_error', closeCode.unsupported, 'OCPP-J frames are text')
    },
    alive: session => liveness.heard(session),
    slow(session, dropped) {
      metrics.ocppEdgeSendBackpressure.add(1)
      if (dropped) session.closing ??= 'slow_reader'
    },
    closed: (session, code, problem) => sessions.closed(session, code, problem),
    failed: (where, error) => log.error('a socket handler failed', { where, error }),
  }
}

/** OCPP-J 2.1 4.2.5: the station could make nothing of an answer of ours. Nothing is asked of us, but it should not happen. */
function noteRefusedAnswer(session: Session, { id, code, description }: ResultErrorFrame): void {
  metrics.ocppAnswerFaults.add(1, { 'ocpp.version': session.version, 'ocpp.answer.fault': 'refused' })
  if (!mayLog()) return
  log.warn('a station can not use our answer', { station: session.station, message: id, code, problem: description })
}
