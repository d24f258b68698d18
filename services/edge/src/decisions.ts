// Questions that an answer hangs on, put to their owners over gRPC; a configured fallback answers when an owner can't.
import { type Failure, toFailure } from '@chargeplane/failure'
import type { AskAuthorize, AskBoot, DecisionResult, Question } from '@chargeplane/ocpp'
import type { AuthorizationServiceService } from '@chargeplane/proto/authorization/v1/authorization'
import type { StationAccessServiceService } from '@chargeplane/proto/stations/v1/stations'
import type { RpcClient } from '@chargeplane/rpc'
import { logger, metrics } from '@chargeplane/telemetry'
import { sparingly } from './sparingly.ts'

export interface DecisionOptions {
  stations: RpcClient<StationAccessServiceService>
  authorization: RpcClient<AuthorizationServiceService>
  deadlineMs: number
  bootFallback: 'accepted' | 'pending'
  authorizeFallback: 'accept' | 'reject'
  /** Heartbeat interval, or wait before the next boot, that the fallback answers; seconds. */
  fallbackIntervalS: number
}

/** Whom the question is about. */
export interface Asking {
  tenant: string
  station: string
}

export interface Decisions {
  /** Never rejects: an owner that is away, slow or broken is stood in for, and the result says so. */
  decide(question: Question, asking: Asking): Promise<DecisionResult>
}

export function createDecisions(options: DecisionOptions): Decisions {
  return {
    decide: (question, asking) =>
      question.kind === 'boot' ? decideBoot(options, question, asking) : decideAuthorize(options, question, asking),
  }
}

async function decideBoot(
  options: DecisionOptions,
  ask: AskBoot,
  { tenant, station }: Asking,
): Promise<DecisionResult> {
  const { vendor, model, serialNumber, firmwareVersion, reason } = ask
  const request = { tenant, stationId: station, vendor, model, serialNumber, firmwareVersion, reason }
  try {
    const { status, intervalS } = await options.stations.boot(request, { deadlineMs: options.deadlineMs })
    return { kind: 'boot', status, intervalS, fallback: '' }
  } catch (error) {
    const accepted = options.bootFallback === 'accepted'
    noteFallback('boot', options.bootFallback, toFailure(error))
    return {
      kind: 'boot',
      status: accepted ? 'Accepted' : 'Pending',
      intervalS: spread(options.fallbackIntervalS),
      fallback: options.bootFallback,
    }
  }
}

async function decideAuthorize(
  options: DecisionOptions,
  ask: AskAuthorize,
  { tenant, station }: Asking,
): Promise<DecisionResult> {
  const { idToken, idTokenType, purpose, transactionId } = ask
  const request = { tenant, stationId: station, idToken, idTokenType, purpose, transactionId }
  try {
    const { status, expiresAt, groupIdToken } = await options.authorization.authorize(request, {
      deadlineMs: options.deadlineMs,
    })
    return { kind: 'authorize', status, expiresAt, groupIdToken, fallback: '' }
  } catch (error) {
    const failure = toFailure(error)
    const nothing = { kind: 'authorize', expiresAt: '', groupIdToken: '' } as const
    // A token that its owner can't even read is no token; that is a decision, not an absence.
    if (failure.code === 'invalid_argument') return { ...nothing, status: 'Invalid', fallback: '' }
    noteFallback('authorize', options.authorizeFallback, failure)
    const status = options.authorizeFallback === 'accept' ? 'Accepted' : 'Invalid'
    return { ...nothing, status, fallback: options.authorizeFallback }
  }
}

/** Up to a fifth longer, so that stations that were answered together do not come back together. */
function spread(seconds: number): number {
  return Math.round(seconds * (1 + Math.random() / 5))
}

const log = logger('decisions')
const mayLog = sparingly(1, 10_000)

function noteFallback(decision: 'boot' | 'authorize', fallback: string, failure: Failure): void {
  metrics.fallbacks.add(1, {
    'chargeplane.decision': decision,
    'chargeplane.fallback': fallback,
    'error.type': failure.code,
  })
  const { code, message: problem } = failure
  if (mayLog()) log.warn('the fallback stood in for the owner of a decision', { decision, fallback, code, problem })
}
