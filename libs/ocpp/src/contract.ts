// The shapes that the action table is made of: its rows, what they are given, what they ask for and what they give back.
import type { Failure } from '@chargeplane/failure'
import type {
  DataTransferred,
  DeviceModelReported,
  MonitoredEventsReported,
  StationBooted,
  StatusReported,
  TokenPresented,
} from '@chargeplane/proto/ocpp/v1/stations'
import type { MeterValuesReported, TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import type { OcppVersion } from './versions.ts'

/** What a row is told about the call and the session it came by. Made by the edge, one per CALL. */
export interface CallContext {
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
  /** Vendors whose DataTransfer is accepted; all others are answered UnknownVendorId. */
  readonly vendors: ReadonlySet<string>
  /** Next position in the epoch, from 1; called once per event. */
  nextSequence(): number
  /** Keyed hash of an id token under this tenant's key (`tokenHasher`). */
  hashToken(idToken: string): string
  /** The clock that answers carry. */
  now(): Date
}

/** A boot that its owner has to decide (OCPP B01-B03). Empty strings where the station told nothing. */
export interface AskBoot {
  readonly kind: 'boot'
  readonly vendor: string
  readonly model: string
  readonly serialNumber: string
  readonly firmwareVersion: string
  /** OCPP 2.x BootReasonEnumType; empty in 1.6. */
  readonly reason: string
}

/** An id token that its owner has to decide about. */
export interface AskAuthorize {
  readonly kind: 'authorize'
  /** Raw, as the station read it. Never to be logged or published. */
  readonly idToken: string
  /** OCPP 2.x IdTokenEnumType; 1.6 idTags are ISO14443. */
  readonly idTokenType: string
  readonly purpose: 'authorize' | 'start' | 'update' | 'end'
  /** The transaction asking; empty when none. */
  readonly transactionId: string
}

export type Question = AskBoot | AskAuthorize

export interface BootDecision {
  readonly kind: 'boot'
  /** RegistrationStatusEnumType. */
  readonly status: string
  /** Heartbeat interval, or the wait before the next boot, seconds. */
  readonly intervalS: number
  /** Name of the fallback that stood in for the owner; empty when the owner decided. */
  readonly fallback: string
}

export interface AuthorizeDecision {
  readonly kind: 'authorize'
  /** OCPP 2.x AuthorizationStatusEnumType. */
  readonly status: string
  /** RFC 3339; empty when the token does not expire. */
  readonly expiresAt: string
  /** Raw group token, for the station only; empty when none. */
  readonly groupIdToken: string
  readonly fallback: string
}

export type DecisionResult = BootDecision | AuthorizeDecision

export type StationTopic = 'ocpp.transactions' | 'ocpp.stations'

/** Proto messages that a CALL of a station becomes, by their full proto name. */
export interface StationEventData {
  'chargeplane.ocpp.v1.StationBooted': StationBooted
  'chargeplane.ocpp.v1.StatusReported': StatusReported
  'chargeplane.ocpp.v1.TokenPresented': TokenPresented
  'chargeplane.ocpp.v1.DeviceModelReported': DeviceModelReported
  'chargeplane.ocpp.v1.MonitoredEventsReported': MonitoredEventsReported
  'chargeplane.ocpp.v1.DataTransferred': DataTransferred
  'chargeplane.ocpp.v1.TransactionEvent': TransactionEvent
  'chargeplane.ocpp.v1.MeterValuesReported': MeterValuesReported
}

/** One event to publish. `naturalKey` is unique within (tenant, station, type) and equal for a resend of the same fact. */
export type StationEvent = {
  [T in keyof StationEventData]: {
    readonly type: T
    /** The station's id. */
    readonly subject: string
    readonly naturalKey: string
    readonly data: StationEventData[T]
  }
}[keyof StationEventData]

/** Checks a payload against its schema; the failure names the field and carries the matching OCPP code. */
export type Validate = (payload: unknown) => Failure | undefined

/**
 * A row for what a station asks. `Request` is what `receiveCall` has let through: schema-valid, or for a tolerant row at least usable.
 * Methods never throw for any such request; they throw `internal` when the decision asked for is not given.
 */
export interface StationCall<Request = unknown> {
  readonly version: OcppVersion
  readonly action: string
  readonly from: 'station'
  /** Where its events go; 'none' for a call that is answered without becoming an event (Heartbeat). */
  readonly topic: StationTopic | 'none'
  readonly validateRequest: Validate
  readonly validateResponse: Validate
  /**
   * Set on rows whose schema faults are kept, flagged and answered, because bouncing them makes a station repeat for ever:
   * returns undefined when the fields that the translation rests on are usable, else the path of the first that is not.
   */
  unusable?(payload: unknown): string | undefined
  ask?(request: Request, context: CallContext): Question | undefined
  answer(request: Request, context: CallContext, decision?: DecisionResult): object
  events(request: Request, context: CallContext, decision?: DecisionResult): StationEvent[]
}

/** A row for what we ask a station. */
export interface CsmsCall {
  readonly version: OcppVersion
  readonly action: string
  readonly from: 'csms'
  readonly validateRequest: Validate
  readonly validateResponse: Validate
}
