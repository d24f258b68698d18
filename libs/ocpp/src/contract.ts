// The shapes that the action table is made of: its rows, what they are given, what they ask for and what they give back.
import type { Failure } from '@chargeplane/failure'
import type { Decided, Question } from './questions.ts'
import type { MarkRule } from './quirks/rule.ts'
import type { StationEvent, StationTopic } from './station-events.ts'
import type { SchemaError } from './validate.ts'
import type { OcppVersion } from './versions.ts'

/** What a row is told about the call and the session it came by. Made by the edge, one per CALL. */
export interface CallContext {
  readonly version: OcppVersion
  readonly tenant: string
  readonly stationId: string
  /** Number of the session; see design of routing. */
  readonly epoch: number
  readonly edgeId: string
  /** When the frame arrived. Stands in for a clock that the station does not have. */
  readonly receivedAt: Date
  /** The payload's own text in the frame (`CallFrame.payloadText`). */
  readonly payloadText: string
  /** What `receiveCall` found wrong and let pass; empty for a payload that fits its schema. */
  readonly schemaFault: string
  /** Ids of what `receiveCall` found odd (quirks/ids.ts). */
  readonly quirks: readonly string[]
  /** Whether the message came signed (OCPP-J 2.x chapter 7). The signature was not verified. */
  readonly signed: boolean
  /** Which answers to transaction events say what it has cost: none, those to the end, or those to meter values too (OCPP I02, I03). */
  readonly totalCost: 'never' | 'ended' | 'always'
  /** Whether drivers are told their tariff when they are authorized (OCPP 2.1 I08). */
  readonly driverTariff: boolean
  /** Next position in the epoch, from 1; called once per event. */
  nextSequence(): number
  /** Keyed hash of an id token under this tenant's key (`tokenHasher`). */
  hashToken(idToken: string): string
  /** Text about a person, as it may be on the log (`textSealer`). */
  sealText(text: string): Buffer
  /** The clock that answers carry. */
  now(): Date
}

/** Checks a payload against its schema; the failure names the field and carries the matching OCPP code. */
export type Validate = (payload: unknown) => Failure | undefined

/**
 * How one action of a station is worked, in the file of that action; 2.0.1 and 2.1 share theirs. `Request` is what `receiveCall` has let
 * through: schema-valid, or for a tolerant handler at least usable. Methods never throw for any such request; they throw `internal` when a
 * decision that was asked for is not given.
 */
export interface StationHandler<Request = unknown, Response = object> {
  /** Where its events go; 'none' for a call that is answered without becoming an event (Heartbeat). */
  readonly topic: StationTopic | 'none'
  /**
   * Set where schema faults are kept, flagged and answered, because bouncing them makes a station repeat for ever:
   * returns undefined when the fields that the translation rests on are usable, else the path of the first that is not.
   */
  unusable?(payload: unknown): string | undefined
  /** What owners have to decide before there is an answer; at most one question of a kind. */
  ask?(request: Request, context: CallContext): readonly Question[]
  answer(request: Request, context: CallContext, decided: Decided): Response
  events(request: Request, context: CallContext, decided: Decided): StationEvent[]
}

/** A row for what a station says: its handler and what the table knows of it. A SEND has an answer that is never sent. */
export interface StationCall extends StationHandler {
  readonly version: OcppVersion
  readonly action: string
  readonly from: 'station'
  readonly kind: 'CALL' | 'SEND'
  /** What is looked for in its payloads though no schema minds it. */
  readonly marks: readonly MarkRule[]
  /** As `validateRequest`, in the words of the schema. */
  requestError(payload: unknown): SchemaError | undefined
  readonly validateRequest: Validate
  readonly validateResponse: Validate
}

/** A row for what we ask a station. */
export interface CsmsCall {
  readonly version: OcppVersion
  readonly action: string
  readonly from: 'csms'
  /** The action of the station's CALLs that bring the result, matched by requestId; undefined where the answer is the result. */
  readonly answeredBy: string | undefined
  readonly validateRequest: Validate
  readonly validateResponse: Validate
}
