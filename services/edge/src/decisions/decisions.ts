// Questions that an answer hangs on, put to their owners over gRPC; a configured fallback answers when an owner can't.
import type { Decided, DecisionResult, Question, QuestionKind } from '@chargeplane/ocpp'
import { type AuthorizeOptions, decideAuthorize } from './authorize.ts'
import { type BootOptions, decideBoot } from './boot.ts'
import {
  type CertificateOptions,
  decideCertificateStatus,
  decideEvCertificate,
  decideSignCertificate,
} from './certificates.ts'
import { type ChargingOptions, decideChargingNeeds } from './charging-needs.ts'
import { type BillingOptions, decideCost } from './cost.ts'
import { type DataTransferOptions, decideDataTransfer } from './data-transfer.ts'
import type { Asking, Decider } from './decider.ts'
import { decideDynamicSchedule } from './dynamic-schedule.ts'
import { decideEvSchedule } from './ev-schedule.ts'
import { decideSettlement } from './settlement.ts'
import { decideTariff } from './tariff.ts'
import { decideVatNumber } from './vat-number.ts'

export interface DecisionOptions
  extends BillingOptions,
    DataTransferOptions,
    BootOptions,
    AuthorizeOptions,
    CertificateOptions,
    ChargingOptions {}

export interface Decisions {
  /** Asks every owner at the same time. Never rejects. */
  decide(questions: readonly Question[], asking: Asking): Promise<Decided>
}

/** Who decides what: every kind of question has a decider, or this does not compile. */
type Deciders = { readonly [K in QuestionKind]: Decider<K> }

export function createDecisions(options: DecisionOptions): Decisions {
  const deciders: Deciders = {
    boot: decideBoot(options),
    authorize: decideAuthorize(options),
    signCertificate: decideSignCertificate(options),
    certificateStatus: decideCertificateStatus(options),
    evCertificate: decideEvCertificate(options),
    cost: decideCost(options),
    dataTransfer: decideDataTransfer(options),
    settlement: decideSettlement(options),
    tariff: decideTariff(options),
    vatNumber: decideVatNumber(options),
    chargingNeeds: decideChargingNeeds(options),
    dynamicSchedule: decideDynamicSchedule(options),
    evSchedule: decideEvSchedule(options),
  }

  function decideOne<K extends QuestionKind>(
    question: Question & { kind: K },
    asking: Asking,
  ): Promise<DecisionResult> {
    const decider: (question: Question & { kind: K }, asking: Asking) => Promise<DecisionResult> =
      deciders[question.kind]
    return decider(question, asking)
  }

  return {
    async decide(questions, asking) {
      const decisions = await Promise.all(questions.map(question => decideOne(question, asking)))
      return Object.fromEntries(decisions.map(decision => [decision.kind, decision]))
    },
  }
}
