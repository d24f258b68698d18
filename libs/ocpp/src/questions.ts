// What an answer may hang on: questions that the edge puts to their owners over gRPC, and what comes back.
import type { AdditionalInfo, IdTokenProfile } from '@chargeplane/proto/authorization/v1/profile'
import type { TransactionLimit } from '@chargeplane/proto/ocpp/v1/transactions'
import type {
  AskCost,
  AskDataTransfer,
  AskSettlement,
  AskTariff,
  AskVatNumber,
  CostDecision,
  DataTransferDecision,
  SettlementDecision,
  TariffDecision,
  VatNumberDecision,
} from './billing-questions.ts'
import type {
  AskChargingNeeds,
  AskDynamicSchedule,
  AskEvSchedule,
  ChargingNeedsDecision,
  DynamicScheduleDecision,
  EvScheduleDecision,
} from './charging-questions.ts'
import type { OcppVersion } from './versions.ts'

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
  /** OCPP 2.x; raw, as the token itself. */
  readonly additionalInfo: readonly AdditionalInfo[]
  /** Where the token is used; 0 when the station did not say. */
  readonly evseId: number
  /** Limits that the station has set already (OCPP 2.1 E16.FR.08). */
  readonly stationLimit: TransactionLimit | undefined
  readonly ocppVersion: OcppVersion
}

export interface AuthorizeDecision {
  readonly kind: 'authorize'
  /** OCPP 2.x AuthorizationStatusEnumType. */
  readonly status: string
  /** RFC 3339; empty when the token does not expire. */
  readonly expiresAt: string
  /** Raw group token, for the station only; empty when none. */
  readonly groupIdToken: string
  /** Undefined for a token that nobody knows. */
  readonly profile: IdTokenProfile | undefined
  /** The EVSEs where it may charge; empty: all. */
  readonly evseIds: readonly number[]
  /** What the station is to be told of the transaction that begins (OCPP 2.1 E16.FR.02). */
  readonly transactionLimit: TransactionLimit | undefined
  readonly fallback: string
}

/** A key that a station wants certified (OCPP A02, A03). */
export interface AskSignCertificate {
  readonly kind: 'signCertificate'
  /** PEM, PKCS #10. */
  readonly csr: string
  /** CertificateSigningUseEnumType; empty when the station named none. */
  readonly certificateType: string
  /** Of the station, OCPP 2.1. */
  readonly requestId: bigint | undefined
}

export interface SignCertificateDecision {
  readonly kind: 'signCertificate'
  readonly accepted: boolean
  /** StatusInfoType.reasonCode and additionalInfo; empty when accepted. */
  readonly reasonCode: string
  readonly reason: string
  /** Of the certificate, hex; empty when rejected. */
  readonly serialNumber: string
  readonly fallback: string
}

/** A certificate by its hashes (OCPP CertificateHashDataType), and where its status is to be asked for. */
export interface CertificateToCheck {
  readonly hashAlgorithm: string
  readonly issuerNameHash: string
  readonly issuerKeyHash: string
  readonly serialNumber: string
  readonly source: 'OCSP' | 'CRL'
  /** Tried in order. */
  readonly urls: readonly string[]
}

/** Certificates that may have been revoked (OCPP M06, M07). */
export interface AskCertificateStatus {
  readonly kind: 'certificateStatus'
  readonly certificates: readonly CertificateToCheck[]
}

export interface CertificateCheck {
  /** CertificateStatusEnumType. */
  readonly status: string
  /** RFC 3339; empty when nobody said. */
  readonly nextUpdate: string
  /** DER, base64; empty for a CRL and when the check failed. */
  readonly ocspResponse: string
  readonly reasonCode: string
  readonly reason: string
}

export interface CertificateStatusDecision {
  readonly kind: 'certificateStatus'
  /** One for each certificate that was asked about, in their order. */
  readonly checks: readonly CertificateCheck[]
  readonly fallback: string
}

/** A contract certificate that a vehicle wants (OCPP M01, M02). */
export interface AskEvCertificate {
  readonly kind: 'evCertificate'
  readonly schemaVersion: string
  /** CertificateActionEnumType. */
  readonly action: string
  /** EXI, base64. */
  readonly exiRequest: string
  readonly maximumContractCertificateChains: number | undefined
  readonly prioritizedEmaids: readonly string[]
}

export interface EvCertificateDecision {
  readonly kind: 'evCertificate'
  readonly accepted: boolean
  /** EXI, base64; empty when it failed. */
  readonly exiResponse: string
  readonly remainingContracts: number | undefined
  readonly reasonCode: string
  readonly reason: string
  readonly fallback: string
}

/** Every kind of question with its answer. */
interface Kinds {
  boot: { ask: AskBoot; decision: BootDecision }
  authorize: { ask: AskAuthorize; decision: AuthorizeDecision }
  chargingNeeds: { ask: AskChargingNeeds; decision: ChargingNeedsDecision }
  dynamicSchedule: { ask: AskDynamicSchedule; decision: DynamicScheduleDecision }
  evSchedule: { ask: AskEvSchedule; decision: EvScheduleDecision }
  cost: { ask: AskCost; decision: CostDecision }
  dataTransfer: { ask: AskDataTransfer; decision: DataTransferDecision }
  settlement: { ask: AskSettlement; decision: SettlementDecision }
  tariff: { ask: AskTariff; decision: TariffDecision }
  vatNumber: { ask: AskVatNumber; decision: VatNumberDecision }
  signCertificate: { ask: AskSignCertificate; decision: SignCertificateDecision }
  certificateStatus: { ask: AskCertificateStatus; decision: CertificateStatusDecision }
  evCertificate: { ask: AskEvCertificate; decision: EvCertificateDecision }
}

export type QuestionKind = keyof Kinds
export type QuestionOf<K extends QuestionKind> = Kinds[K]['ask']
export type DecisionOf<K extends QuestionKind> = Kinds[K]['decision']
export type Question = QuestionOf<QuestionKind>
export type DecisionResult = DecisionOf<QuestionKind>

/** What was decided for one CALL, by kind. */
export type Decided = { readonly [K in QuestionKind]?: DecisionOf<K> }
