// What all events of a station's CALL have in common.
import { hash } from 'node:crypto'
import { fail } from '@chargeplane/failure'
import type { IdTokenRef, Origin } from '@chargeplane/proto/ocpp/v1/origin'
import type { CallContext } from './contract.ts'
import { isoText } from './instants.ts'
import type { Decided, DecisionOf, QuestionKind } from './questions.ts'
import { redactTokens } from './tokens.ts'

/** Where an event comes from. Takes the next sequence of the epoch: called once per event. */
export function originOf(action: string, payload: unknown, context: CallContext, decided = nothingDecided): Origin {
  return {
    tenant: context.tenant,
    stationId: context.stationId,
    epoch: BigInt(context.epoch),
    sequence: context.nextSequence(),
    receivedAt: isoText(context.receivedAt),
    action,
    rawPayload: rawPayload(payload, context),
    fallback: fallbacksOf(decided),
    edgeId: context.edgeId,
    schemaFault: context.schemaFault,
    quirks: [...context.quirks],
    signed: context.signed,
  }
}

/** What the station said, not what it was repaired to. */
function rawPayload(payload: unknown, { quirks, payloadText, hashToken }: CallContext): string {
  return redactTokens(quirks.length === 0 ? payload : JSON.parse(payloadText), payloadText, hashToken)
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

/** The decision of a kind that the handler has asked for. */
export function decisionOf<K extends QuestionKind>(decided: Decided, kind: K): DecisionOf<K> {
  const decision: DecisionOf<K> | undefined = decided[kind]
  if (decision === undefined) throw fail('internal', `'${kind}' has to be decided before the call is answered`)
  return decision
}

const nothingDecided: Decided = {}

function fallbacksOf(decided: Decided): string {
  if (decided === nothingDecided) return ''
  const fallbacks = Object.values(decided).flatMap(({ fallback }) => (fallback === '' ? [] : [fallback]))
  return fallbacks.join(',')
}
