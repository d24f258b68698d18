// What all events of a station's CALL have in common.
import { hash } from 'node:crypto'
import { fail } from '@chargeplane/failure'
import type { IdTokenRef, Origin } from '@chargeplane/proto/ocpp/v1/origin'
import type { AuthorizeDecision, BootDecision, CallContext, DecisionResult } from './contract.ts'
import { isoText } from './instants.ts'
import { redactTokens } from './tokens.ts'

/** Where an event comes from. Takes the next sequence of the epoch: called once per event. */
export function originOf(action: string, payload: unknown, context: CallContext, fallback = ''): Origin {
  return {
    tenant: context.tenant,
    stationId: context.stationId,
    epoch: BigInt(context.epoch),
    sequence: context.nextSequence(),
    receivedAt: isoText(context.receivedAt),
    action,
    rawPayload: redactTokens(payload, context.payloadText, context.hashToken),
    fallback,
    edgeId: context.edgeId,
    schemaFault: context.schemaFault,
  }
}

/** The natural key of a report about state, which is a new fact each time it is sent. */
export function momentKey(origin: Origin): string {
  return `${origin.epoch}/${origin.sequence}`
}

/** The natural key of a fact that is nothing but what its payload says, so that a resend in a later session is the same fact. */
export function contentKey(context: CallContext): string {
  return hash('sha256', context.payloadText, 'base64url')
}

/** An id token as events carry it. */
export function tokenRef(idToken: string, type: string, context: CallContext): IdTokenRef {
  return { hash: context.hashToken(idToken), type }
}

/** The boot decision of a row that asked for one. */
export function bootDecision(decision: DecisionResult | undefined): BootDecision {
  if (decision?.kind !== 'boot') throw fail('internal', 'a boot has to be decided before it is answered')
  return decision
}

/** The decision about an id token of a row that asked for one. */
export function authorizeDecision(decision: DecisionResult | undefined): AuthorizeDecision {
  if (decision?.kind !== 'authorize')
    throw fail('internal', 'an id token has to be decided about before its call is answered')
  return decision
}
