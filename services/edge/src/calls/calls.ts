// The calls of a station in their order: each is worked when the one before it was answered, and answered once.
import { type Failure, fail, toFailure } from '@chargeplane/failure'
import { type CallFrame, encodeError, receiveCall, type SendFrame } from '@chargeplane/ocpp'
import { logger } from '@chargeplane/telemetry'
import { closeCode, closeSession, type Session } from '../sessions/session.ts'
import { sparingly } from '../sparingly.ts'
import {
  beginCall,
  clearWaiting,
  dequeue,
  enqueue,
  findAnswer,
  isPending,
  keepAnswer,
  type WaitingCall,
  type WorkedCall,
} from './call-lane.ts'
import { recordCall, recordQuirks } from './call-metrics.ts'
import { type CallWorkOptions, createCallWork } from './call-work.ts'

export interface Calls {
  /** Takes a CALL: works it, queues it, or answers it from memory. A SEND goes the same way, but for the answer. */
  accept(session: Session, frame: CallFrame | SendFrame, text: string): void
  /** Works what arrived before the session had its epoch. */
  resume(session: Session): void
}

const log = logger('calls')
const mayLog = sparingly(5, 10_000)

export function createCalls(options: CallWorkOptions): Calls {
  const { answerAtOnce, work } = createCallWork(options)

  function accept(session: Session, frame: CallFrame | SendFrame, text: string): void {
    const lane = session.calls
    const known = findAnswer(lane, frame.id, text)
    if (known !== undefined) {
      session.socket.send(known)
      recordCall(session, frame.action, 'replayed', performance.now())
      return
    }
    // A station that is being sent away repeats elsewhere.
    if (session.closing !== undefined || isPending(lane, frame.id, text)) return
    const receivedAt = new Date()
    const { strict, profile } = session
    const received = receiveCall(session.version, frame, { strict, station: profile, receivedAt })
    if (received.type === 'accepted' && received.quirks.length > 0) recordQuirks(session, received.quirks)
    const call: WaitingCall = { frame, text, received, receivedAt, startedMs: performance.now() }
    // What is answered without Kafka need not wait behind a CALL that Kafka keeps waiting, nor for an epoch.
    const overtakes = received.type === 'accepted' && received.row.topic === 'none'
    if (overtakes || (session.epoch !== 0 && lane.current === undefined)) run(session, call)
    else if (!enqueue(lane, call)) {
      closeSession(session, 'protocol_error', closeCode.policy, 'too many calls without waiting for an answer')
    }
  }

  /** Works one CALL; the lane is busy with it until it settles, unless it is answered at once. */
  function run(session: Session, call: WaitingCall): void {
    const worked = beginCall(call)
    const answer = answerAtOnce(session, call)
    if (answer !== undefined) {
      finish(session, worked, answer, call.received.type === 'refused' ? 'refused' : 'answered')
      return
    }
    session.calls.current = worked
    settleBy(session, worked, begin(session, call))
  }

  function begin(session: Session, call: WaitingCall): Promise<string> {
    try {
      return work(session, call)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  // A function of its own: what is closed over here lives until Kafka has answered, and the frame must not.
  function settleBy(session: Session, worked: WorkedCall, answer: Promise<string>): void {
    answer.then(
      text => settle(session, worked, text),
      error => settle(session, worked, answerFailure(session, worked, toFailure(error))),
    )
  }

  function settle(session: Session, call: WorkedCall, answer: string | undefined): void {
    session.calls.current = undefined
    if (answer !== undefined) finish(session, call, answer, 'answered')
    else recordCall(session, call.action, 'unavailable', call.startedMs)
    // Mostly nothing waits.
    if (session.calls.waiting !== undefined) resume(session)
  }

  function finish(session: Session, call: WorkedCall, answer: string, outcome: 'answered' | 'refused'): void {
    if (!session.closed && call.type === 'call') {
      keepAnswer(session.calls, call, answer, session.heardTick)
      session.socket.send(answer)
    }
    recordCall(session, call.action, outcome, call.startedMs)
  }

  function resume(session: Session): void {
    // Who has gone, or is being sent away, will repeat what was not begun.
    if (session.closed || session.closing !== undefined) clearWaiting(session.calls)
    while (session.calls.current === undefined) {
      const next = dequeue(session.calls)
      if (next === undefined) return
      run(session, next)
    }
  }

  return { accept, resume }
}

/** Undefined: no answer, and the station will repeat. A failure of ours is an answer only where repeating can't help. */
function answerFailure(session: Session, { id, action }: WorkedCall, failure: Failure): string | undefined {
  if (failure.code === 'resource_exhausted' || failure.code === 'unavailable') {
    if (mayLog()) log.warn('a call stays unanswered: its event is not in Kafka', { action, failure })
    return undefined
  }
  log.error('a call could not be worked', { action, station: session.station, failure })
  return encodeError(session.version, id, fail('internal', 'the call could not be processed'))
}
