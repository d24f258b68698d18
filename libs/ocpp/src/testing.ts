// For tests: the way of one CALL through this library, as an edge takes it.
import { fail } from '@chargeplane/failure'
import type { CallContext } from './contract.ts'
import { encodeError, encodeResult } from './encode.ts'
import { parseFrame } from './frames.ts'
import type { AuthorizeDecision, BootDecision, Decided, DecisionResult, Question } from './questions.ts'
import { receiveCall, type Tolerance } from './receive.ts'
import { textSealer } from './sealed-text.ts'
import type { StationEvent } from './station-events.ts'
import { tokenHasher } from './tokens.ts'
import type { OcppVersion } from './versions.ts'

const hash = tokenHasher('a key of the tests, thirty-two long')

/** What texts about persons are sealed under in the tests. */
export const pepper = 'a pepper of the tests'

/** The hash that events of the tests carry for a token. */
export function hashOf(idToken: string): string {
  return hash('acme', idToken)
}

export const accepted: AuthorizeDecision = {
  kind: 'authorize',
  status: 'Accepted',
  expiresAt: '',
  groupIdToken: '',
  profile: undefined,
  evseIds: [],
  transactionLimit: undefined,
  fallback: '',
}
export const booted: BootDecision = { kind: 'boot', status: 'Accepted', intervalS: 300, fallback: '' }

export function contextFor(payloadText: string, overrides: Partial<CallContext> = {}): CallContext {
  let sequence = 0
  return {
    version: '2.0.1',
    tenant: 'acme',
    stationId: 'CP-1',
    epoch: 1_700_000_000_000,
    edgeId: 'edge-1',
    receivedAt: new Date('2025-12-01T10:00:00.500Z'),
    payloadText,
    schemaFault: '',
    quirks: [],
    signed: false,
    totalCost: 'never',
    driverTariff: false,
    nextSequence: () => ++sequence,
    hashToken: hashOf,
    sealText: textSealer(pepper),
    now: () => new Date('2025-12-01T10:00:01Z'),
    ...overrides,
  }
}

/** What real and mutated frames may need decided. */
export const everyDecision: Decided = {
  authorize: accepted,
  boot: booted,
  dataTransfer: { kind: 'dataTransfer', status: 'Accepted', fallback: '' },
}

/** As for a station that has not booted yet, at the time of `contextFor`. */
export const tolerant: Tolerance = {
  strict: false,
  station: { vendor: '', model: '', firmwareVersion: '' },
  receivedAt: contextFor('').receivedAt,
}

export interface Exchange {
  /** The frame that goes back. */
  readonly reply: string
  /** The first of the questions. */
  readonly question: Question | undefined
  readonly questions: readonly Question[]
  readonly events: StationEvent[]
}

/**
 * Sends a frame through parse, check, decision, events and answer; `decisions` is one decision or several by kind. Throws for a frame that
 * is no CALL.
 */
export function exchange(
  version: OcppVersion,
  frameText: string,
  decisions: DecisionResult | Decided = {},
  overrides: Partial<CallContext> = {},
  tolerance: Partial<Tolerance> = {},
): Exchange {
  const frame = parseFrame(frameText, version, tolerance.strict)
  if (frame.type !== 'call') throw fail('internal', `the test's frame is no CALL but ${frame.type}`)
  const { receivedAt = tolerant.receivedAt } = overrides
  const received = receiveCall(version, frame, { ...tolerant, receivedAt, ...tolerance })
  if (received.type === 'refused') {
    return { reply: encodeError(version, frame.id, received.failure), question: undefined, questions: [], events: [] }
  }
  const { row, request, schemaFault, quirks } = received
  const told = { version: row.version, schemaFault, quirks, signed: frame.signed }
  const context = contextFor(frame.payloadText, { ...told, ...overrides })
  const questions = row.ask?.(request, context) ?? []
  const decided: Decided = 'kind' in decisions ? { [decisions.kind]: decisions } : decisions
  const events = row.events(request, context, decided)
  return {
    reply: encodeResult(frame.id, row.answer(request, context, decided)),
    question: questions[0],
    questions,
    events,
  }
}

/** A CALL with a payload that is still to be written as text. */
export function call(action: string, payload: unknown): string {
  return JSON.stringify([2, 'id-1', action, payload])
}

/** The one event of an exchange that must have one. */
export function onlyEvent(events: readonly StationEvent[]): StationEvent {
  const [event, ...more] = events
  if (event === undefined || more.length > 0) throw fail('internal', `${events.length} events where the test wants one`)
  return event
}
