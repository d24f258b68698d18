// What every decision has in common: an owner that is asked by a deadline, and a fallback that stands in for it and says so.
import { type Failure, toFailure } from '@chargeplane/failure'
import type { DecisionOf, QuestionKind, QuestionOf } from '@chargeplane/ocpp'
import { logger, metrics } from '@chargeplane/telemetry'
import type { Proof } from '../admission/station-proof.ts'
import { sparingly } from '../sparingly.ts'

/** Whom the question is about. */
export interface Asking {
  readonly tenant: string
  readonly station: string
  /** With what it came in; undefined like a password. */
  readonly proof?: Proof | undefined
}

/** Never rejects: an owner that is away, slow or broken is stood in for, and the decision's `fallback` says so. */
export type Decider<K extends QuestionKind> = (question: QuestionOf<K>, asking: Asking) => Promise<DecisionOf<K>>

const log = logger('decisions')
const mayLog = sparingly(1, 10_000)

/**
 * What `ask` resolves with, or else `fallback`, counted under its name. A fallback without a name is a decision, not an absence: the owner was
 * there and could make nothing of the question.
 */
export async function askOwner<K extends QuestionKind>(
  kind: K,
  ask: () => Promise<DecisionOf<K>>,
  fallback: (failure: Failure) => DecisionOf<K>,
): Promise<DecisionOf<K>> {
  try {
    return await ask()
  } catch (error) {
    const failure = toFailure(error)
    const decision = fallback(failure)
    if (decision.fallback !== '') noteFallback(kind, decision.fallback, failure)
    return decision
  }
}

function noteFallback(decision: QuestionKind, fallback: string, failure: Failure): void {
  metrics.fallbacks.add(1, {
    'chargeplane.decision': decision,
    'chargeplane.fallback': fallback,
    'error.type': failure.code,
  })
  const { code, message: problem } = failure
  if (mayLog()) log.warn('the fallback stood in for the owner of a decision', { decision, fallback, code, problem })
}
