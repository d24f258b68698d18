// What billing is asked while a station waits, and the registered vendors of DataTransfer, which stations knows.
import type { Tariff } from '@chargeplane/proto/billing/v1/billing'
import type { CompanyAddress } from '@chargeplane/proto/ocpp/v1/payments'
import type { SampledValue } from '@chargeplane/proto/ocpp/v1/transactions'

/** What a transaction has cost, with what its newest event tells (OCPP I02, I03). */
export interface AskCost {
  readonly kind: 'cost'
  readonly transactionId: string
  /** Of the event. */
  readonly seqNo: number
  /** RFC 3339 UTC. */
  readonly occurredAt: string
  /** OCPP 2.x ChargingStateEnumType; empty when the event does not tell. */
  readonly chargingState: string
  readonly sampledValues: readonly SampledValue[]
}

export interface CostDecision {
  readonly kind: 'cost'
  /** With VAT, in the currency's major unit; undefined when it is not to be told, which does not mean that it is free (I03.FR.04). */
  readonly totalCost: number | undefined
  readonly fallback: string
}

/** The tariff of a driver who was just authorized (OCPP 2.1 I08). */
export interface AskTariff {
  readonly kind: 'tariff'
}

export interface TariffDecision {
  readonly kind: 'tariff'
  /** Undefined when there is none. */
  readonly tariff: Tariff | undefined
  readonly fallback: string
}

/** Whether a VAT number is one (OCPP 2.1 C18.FR.08). */
export interface AskVatNumber {
  readonly kind: 'vatNumber'
  readonly vatNumber: string
}

export interface VatNumberDecision {
  readonly kind: 'vatNumber'
  readonly valid: boolean
  /** Why it is not; empty when it is. */
  readonly problem: string
  /** Undefined when nobody knows the company. */
  readonly company: CompanyAddress | undefined
  readonly fallback: string
}

/** The receipt of a payment that was settled (OCPP 2.1 C21.FR.03). */
export interface AskSettlement {
  readonly kind: 'settlement'
  readonly transactionId: string
  readonly pspRef: string
}

export interface SettlementDecision {
  readonly kind: 'settlement'
  /** Empty when there is none. */
  readonly receiptId: string
  readonly receiptUrl: string
  readonly fallback: string
}

/** Whether anybody takes a vendor's message (OCPP 1.6 4.3, 2.x P02). */
export interface AskDataTransfer {
  readonly kind: 'dataTransfer'
  readonly vendorId: string
  /** Empty when the station sent none. */
  readonly messageId: string
}

export interface DataTransferDecision {
  readonly kind: 'dataTransfer'
  readonly status: 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId'
  readonly fallback: string
}
