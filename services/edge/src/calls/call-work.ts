// The work of one CALL: what it asks its owner, what goes to Kafka, and what the station is to be told.
import { type EventProducer, encodeEvent, type NewEvent } from '@chargeplane/events'
import type { Failure } from '@chargeplane/failure'
import {
  type CallContext,
  type Decided,
  encodeError,
  isoText,
  noPong,
  type Question,
  type QuestionOf,
  type StationCall,
  type StationEvent,
} from '@chargeplane/ocpp'
import { metrics, type Span, SpanKind, type SpanName, unrecordedTraceparent, withSpan } from '@chargeplane/telemetry'
import type { Decisions } from '../decisions/decisions.ts'
import { eventId, eventSource } from '../sessions/origin.ts'
import { becomes, nextSequence, type Session } from '../sessions/session.ts'
import { shared } from '../sessions/shared.ts'
import { refusedBeforeBoot } from './boot-gate.ts'
import { refusedSerial } from './boot-serial.ts'
import type { WaitingCall } from './call-lane.ts'
import { recordQuirks } from './call-metrics.ts'
import { noteCharging } from './charging.ts'
import { answerOf } from './checked-answer.ts'

export interface CallWorkOptions {
  edgeId: string
  producer: Pick<EventProducer, 'publish' | 'publishRecords'>
  decisions: Decisions
  /** Makes a text about a person unreadable to all but the stations service. */
  sealText: CallContext['sealText']
  /** Actions that a 1.6 station may send before its boot was accepted. */
  lenientBeforeBoot: ReadonlySet<string>
  /** Keyed hash of an id token. */
  hashToken(tenant: string, idToken: string): string
  totalCost: CallContext['totalCost']
  driverTariff: boolean
}

export interface CallWork {
  /** The answer to what needs neither an owner nor Kafka: refusals, and actions that become no event. */
  answerAtOnce(session: Session, call: WaitingCall): string | undefined
  /** Resolves with the answer once all events of the call are in Kafka; rejects with nothing of it there. */
  work(session: Session, call: WaitingCall): Promise<string>
}

const now = () => new Date()
const nothingDecided: Decided = {}
const faultless = { schemaFault: '', quirks: [] }
const noQuestions: readonly Question[] = []
const serverSpan = { kind: SpanKind.SERVER }
const chosenSpan = { ...serverSpan, isChosen: true }

export function createCallWork(options: CallWorkOptions): CallWork {
  function answerAtOnce(session: Session, call: WaitingCall): string | undefined {
    const { frame, received } = call
    if (received.type === 'refused') return encodeError(session.version, frame.id, noteRefused(received.failure))
    const early = refusedBeforeBoot(session, frame.action, options.lenientBeforeBoot)
    if (early !== undefined) return encodeError(session.version, frame.id, noteRefused(early))
    const { row, request } = received
    if (row.topic !== 'none') return undefined
    return answerOf(row, request, contextOf(session, call, row), nothingDecided, frame.id)
  }

  function work(session: Session, call: WaitingCall): Promise<string> {
    const { frame, received } = call
    if (received.type === 'refused') return Promise.reject(received.failure)
    const { row, request } = received
    const context = contextOf(session, call, row)
    const questions = row.ask?.(request, context) ?? noQuestions
    if (questions.length > 0) {
      return withSpan(spanName(row), serverSpan, async span => {
        describe(span, session, row, frame.id)
        const boots = questions.find(question => question.kind === 'boot')
        const foreign = boots?.kind === 'boot' ? refusedSerial(session, boots.serialNumber) : undefined
        if (foreign !== undefined) throw foreign
        const decided = await options.decisions.decide(questions, session)
        const answer = await tell(session, frame.id, { row, request, context, decided })
        if (decided.boot !== undefined) session.registration = shared(decided.boot.status)
        if (boots?.kind === 'boot') noteBoot(session, boots)
        return answer
      })
    }
    const told = { row, request, context, decided: nothingDecided }
    // All that is done here is done at once: a trace that is not recorded needs its ids in the event, and nothing else.
    const traceparent = unrecordedTraceparent()
    if (traceparent !== undefined) return tell(session, frame.id, told, traceparent)
    return withSpan(spanName(row), chosenSpan, span => {
      describe(span, session, row, frame.id)
      return tell(session, frame.id, told)
    })
  }

  /** Publishes what the call becomes; resolves with its answer. */
  function tell(
    session: Session,
    id: string,
    { row, request, context, decided }: Told,
    traceparent?: string,
  ): Promise<string> {
    const answer = answerOf(row, request, context, decided, id)
    const before = session.sequence
    const events = row.events(request, context, decided)
    noteCharging(session, events)
    return answerWhen(publishAll(session, events, context.receivedAt, traceparent), answer, session, before)
  }

  /** All of them or none: what can't wait for Kafka as a whole is not begun. */
  function publishAll(
    session: Session,
    events: readonly StationEvent[],
    at: Date,
    traceparent: string | undefined,
  ): Promise<void> {
    const time = isoText(at)
    const toEvent = ({ type, subject, naturalKey, data }: StationEvent): NewEvent => {
      const { tenant, key, station } = session
      const id = eventId(session, type, naturalKey)
      return { type, tenant, subject, key: subject === station ? key : undefined, id, time, data, traceparent }
    }
    const [only] = events
    if (events.length === 1 && only !== undefined) return options.producer.publish(toEvent(only))
    try {
      return options.producer.publishRecords(events.map(event => encodeEvent(toEvent(event), eventSource)))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  function contextOf(session: Session, { frame, received, receivedAt }: WaitingCall, row: StationCall): CallContext {
    const { schemaFault, quirks } = received.type === 'accepted' ? received : faultless
    return {
      version: row.version,
      tenant: session.tenant,
      stationId: session.station,
      epoch: session.epoch,
      edgeId: options.edgeId,
      receivedAt,
      payloadText: frame.payloadText,
      schemaFault,
      quirks,
      signed: frame.signed,
      totalCost: options.totalCost,
      driverTariff: options.driverTariff,
      nextSequence: () => nextSequence(session),
      hashToken: idToken => options.hashToken(session.tenant, idToken),
      sealText: options.sealText,
      now,
    }
  }

  return { answerAtOnce, work }
}

/** What the rows of a call are given. */
interface Told {
  readonly row: StationCall
  readonly request: unknown
  readonly context: CallContext
  readonly decided: Decided
}

/** A function of its own: what is closed over here lives until Kafka has answered, and nothing of the call must. */
function answerWhen(published: Promise<void>, answer: string, session: Session, before: number): Promise<string> {
  const after = session.sequence
  return published.then(
    () => answer,
    error => {
      // Nothing of it is in Kafka: the next event takes the same place, or a subscriber would see a gap.
      if (session.sequence === after) session.sequence = before
      throw error
    },
  )
}

/** Most spans are not recorded: those are not worth an object. */
function describe(span: Span, session: Session, row: StationCall, id: string): void {
  if (!span.isRecording()) return
  span.setAttributes({
    'ocpp.action': row.action,
    'ocpp.version': row.version,
    'ocpp.message.id': id,
    'ocpp.station.id': session.station,
    'chargeplane.tenant': session.tenant,
  })
}

function noteBoot(session: Session, booted: QuestionOf<'boot'>): void {
  becomes(session, booted)
  if (!session.pongs) recordQuirks(session, [noPong.id])
}

function noteRefused(failure: Failure): Failure {
  metrics.inputRefused.add(1, { 'chargeplane.boundary': 'frame', 'error.type': failure.code })
  return failure
}

const spanNames = new Map<StationCall, SpanName>()

function spanName(row: StationCall): SpanName {
  const known = spanNames.get(row)
  if (known !== undefined) return known
  const name: SpanName = `ocpp ${row.action}`
  spanNames.set(row, name)
  return name
}
