// A CALL of a station, from its frame to its answer: decided by its owner, durable in Kafka, and only then answered.

import type { EventProducer, NewEvent } from '@chargeplane/events'
import { type Failure, fail, toFailure } from '@chargeplane/failure'
import {
  type CallContext,
  type CallFrame,
  encodeError,
  encodeResult,
  findAction,
  receiveCall,
  type StationCall,
} from '@chargeplane/ocpp'
import { logger, metrics, SpanKind, type SpanName, withSpan } from '@chargeplane/telemetry'
import { refusedBeforeBoot } from './boot-gate.ts'
import { clearWaiting, dequeue, enqueue, findAnswer, isPending, keepAnswer, type WaitingCall } from './call-lane.ts'
import type { Decisions } from './decisions.ts'
import { closeCode, closeSession, type Session } from './session.ts'
import { sparingly } from './sparingly.ts'

export interface CallsOptions {
  edgeId: string
  producer: Pick<EventProducer, 'publish'>
  decisions: Decisions
  /** Actions that a 1.6 station may send before its boot was accepted. */
  lenientBeforeBoot: ReadonlySet<string>
  /** Vendors whose DataTransfer is accepted. */
  vendors: ReadonlySet<string>
}

export interface Calls {
  /** Takes a CALL: works it, queues it, or answers it from memory. */
  accept(session: Session, frame: CallFrame, text: string): void
  /** Works what arrived before the session had its epoch. */
  resume(session: Session): void
}

const log = logger('calls')
const mayLog = sparingly(5, 10_000)
const now = () => new Date()
const serverSpan = { kind: SpanKind.SERVER }

export function createCalls(options: CallsOptions): Calls {
  function accept(session: Session, frame: CallFrame, text: string): void {
    const lane = session.calls
    const known = findAnswer(lane, frame.id, text)
    if (known !== undefined) {
      session.socket.send(known)
      metrics.ocppCallDuration.record(0, attributesOf(session, frame.action, 'replayed'))
      return
    }
    // A station that is being sent away repeats elsewhere.
    if (session.closing !== undefined || isPending(lane, frame.id, text)) return
    const received = receiveCall(session.version, frame.action, frame.payload)
    const call: WaitingCall = { frame, text, received, receivedAt: new Date(), startedMs: performance.now() }
    // What is answered without Kafka need not wait behind a CALL that Kafka keeps waiting, nor for an epoch.
    const overtakes = received.type === 'accepted' && received.row.topic === 'none'
    if (overtakes || (session.epoch !== 0 && lane.current === undefined)) run(session, call)
    else if (!enqueue(lane, call)) {
      closeSession(session, 'protocol_error', closeCode.policy, 'too many calls without waiting for an answer')
    }
  }

  /** Works one CALL; the lane is busy with it until it settles, unless it is answered at once. */
  function run(session: Session, call: WaitingCall): void {
    const answer = answerAtOnce(session, call)
    if (answer !== undefined) {
      finish(session, call, answer)
      return
    }
    session.calls.current = call
    work(session, call).then(
      text => settle(session, call, text),
      error => settle(session, call, answerFailure(session, call, toFailure(error))),
    )
  }

  /** What needs neither an owner nor Kafka: refusals, and actions that become no event. */
  function answerAtOnce(session: Session, { frame, received, ...call }: WaitingCall): string | undefined {
    if (received.type === 'refused') return encodeError(session.version, frame.id, noteRefused(received.failure))
    const early = refusedBeforeBoot(session, frame.action, options.lenientBeforeBoot)
    if (early !== undefined) return encodeError(session.version, frame.id, noteRefused(early))
    const { row, request } = received
    if (row.topic !== 'none') return undefined
    return encodeResult(frame.id, row.answer(request, contextOf(session, { frame, received, ...call })))
  }

  function work(session: Session, call: WaitingCall): Promise<string | undefined> {
    const { frame, received } = call
    if (received.type === 'refused') return Promise.reject(received.failure)
    const { row, request } = received
    return withSpan(spanName(row), serverSpan, async span => {
      // Most spans are not recorded: those are not worth an object.
      if (span.isRecording()) {
        span.setAttributes({
          'ocpp.action': row.action,
          'ocpp.version': row.version,
          'ocpp.message.id': frame.id,
          'ocpp.station.id': session.station,
          'chargeplane.tenant': session.tenant,
        })
      }
      const context = contextOf(session, call)
      const question = row.ask?.(request, context)
      const decision = question === undefined ? undefined : await options.decisions.decide(question, session)
      const answer = encodeResult(frame.id, row.answer(request, context, decision))
      const before = session.sequence
      const events = row.events(request, context, decision)
      try {
        await publishAll(session, events, context.receivedAt)
      } catch (error) {
        // Nothing of it is in Kafka: the next event takes the same place, or a subscriber would see a gap.
        if (session.sequence === before + events.length) session.sequence = before
        throw error
      }
      if (decision?.kind === 'boot') session.registration = decision.status
      return answer
    })
  }

  async function publishAll(session: Session, events: ReturnType<StationCall['events']>, at: Date): Promise<void> {
    const time = at.toISOString()
    const publish = ({ type, subject, naturalKey, data }: (typeof events)[number]) => {
      const event: NewEvent = {
        type,
        tenant: session.tenant,
        subject,
        id: eventId(session, type, naturalKey),
        time,
        data,
      }
      return options.producer.publish(event)
    }
    const [only] = events
    if (events.length === 1 && only !== undefined) return publish(only)
    await Promise.all(events.map(publish))
  }

  /** Undefined: no answer, and the station will repeat. A failure of ours is an answer only where repeating can't help. */
  function answerFailure(session: Session, { frame }: WaitingCall, failure: Failure): string | undefined {
    if (failure.code === 'resource_exhausted' || failure.code === 'unavailable') {
      if (mayLog()) log.warn('a call stays unanswered: its event is not in Kafka', { action: frame.action, failure })
      return undefined
    }
    log.error('a call could not be worked', { action: frame.action, station: session.station, failure })
    return encodeError(session.version, frame.id, fail('internal', 'the call could not be processed'))
  }

  function settle(session: Session, call: WaitingCall, answer: string | undefined): void {
    session.calls.current = undefined
    if (answer !== undefined) finish(session, call, answer)
    else metrics.ocppCallDuration.record(secondsOf(call), attributesOf(session, call.frame.action, 'unavailable'))
    resume(session)
  }

  function finish(session: Session, call: WaitingCall, answer: string): void {
    if (!session.closed) {
      keepAnswer(session.calls, call.frame.id, call.text, answer, session.heardTick)
      session.socket.send(answer)
    }
    const outcome = call.received.type === 'refused' ? 'refused' : 'answered'
    metrics.ocppCallDuration.record(secondsOf(call), attributesOf(session, call.frame.action, outcome))
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

  function contextOf(session: Session, { frame, received, receivedAt }: WaitingCall): CallContext {
    return {
      tenant: session.tenant,
      stationId: session.station,
      epoch: session.epoch,
      edgeId: options.edgeId,
      receivedAt,
      payloadText: frame.payloadText,
      schemaFault: received.type === 'accepted' ? received.schemaFault : '',
      vendors: options.vendors,
      nextSequence: session.nextSequence,
      hashToken: session.hashToken,
      now,
    }
  }

  return { accept, resume }
}

/** Deterministic: the same fact has the same id through whichever edge it arrives. */
export function eventId(session: Pick<Session, 'key'>, type: string, naturalKey: string): string {
  return `${session.key}/${type.slice(type.lastIndexOf('.') + 1)}/${naturalKey}`
}

function noteRefused(failure: Failure): Failure {
  metrics.inputRefused.add(1, { 'chargeplane.boundary': 'frame', 'error.type': failure.code })
  return failure
}

function secondsOf(call: WaitingCall): number {
  return (performance.now() - call.startedMs) / 1000
}

interface CallAttributes {
  'ocpp.action': string
  'ocpp.version': string
  'ocpp.outcome': string
}

// One object per (version, action, outcome) for ever. Actions come from the table: a station can't make up time series.
const knownAttributes = new Map<string, CallAttributes>()

function attributesOf(session: Session, action: string, outcome: string): CallAttributes {
  const key = `${session.version} ${action} ${outcome}`
  const known = knownAttributes.get(key)
  if (known !== undefined) return known
  const inTable = findAction(session.version, action, 'station') !== undefined
  const attributes = {
    'ocpp.action': inTable ? action : '_OTHER',
    'ocpp.version': session.version,
    'ocpp.outcome': outcome,
  }
  if (inTable) knownAttributes.set(key, attributes)
  return attributes
}

const spanNames = new Map<StationCall, SpanName>()

function spanName(row: StationCall): SpanName {
  const known = spanNames.get(row)
  if (known !== undefined) return known
  const name: SpanName = `ocpp ${row.action}`
  spanNames.set(row, name)
  return name
}
