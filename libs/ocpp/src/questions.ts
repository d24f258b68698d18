// What an answer may hang on: questions that the edge puts to their owners over gRPC, and what comes back.

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

export interface BootDecision {
  readonly kind: 'boot'
  /** RegistrationStatusEnumType. */
  readonly status: string
  /** Heartbeat interval, or the wait before the next boot, seconds. */
  readonly intervalS: number
  /** Name of the fallback that stood in for the owner; empty when the owner decided. */
  readonly fallback: string
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

/** Every kind of question with its answer. */
interface Kinds {
  boot: { ask: AskBoot; decision: BootDecision }
  authorize: { ask: AskAuthorize; decision: AuthorizeDecision }
}

export type QuestionKind = keyof Kinds
export type QuestionOf<K extends QuestionKind> = Kinds[K]['ask']
export type DecisionOf<K extends QuestionKind> = Kinds[K]['decision']
export type Question = QuestionOf<QuestionKind>
export type DecisionResult = DecisionOf<QuestionKind>

/** What was decided for one CALL, by kind. */
export type Decided = { readonly [K in QuestionKind]?: DecisionOf<K> }
