import { TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import type { TransactionEventRequest, TransactionEventResponse } from '#v21'
import type { CallContext, StationHandler } from '../../contract.ts'
import { decisionOf, originOf, tokenRef } from '../../events.ts'
import { instant } from '../../instants.ts'
import type { AskAuthorize, Decided, Question } from '../../questions.ts'
import { int32, int64, integer, type Loose, object, text } from '../../read.ts'
import { registerAt, samples2 } from '../../samples.ts'
import { signed2 } from '../../signed-values.ts'
import { transactionEvent as neutralEvent } from '../../transaction-event.ts'
import { firstUnusable, textBetween, wholeNumber } from '../../usable.ts'
import { askIdToken, idTokenInfo, messageContent, readIdToken } from './id-token.ts'
import { askCost, totalCost } from './transaction-cost.ts'
import { limitAnswer, readLimit, transactionDetails } from './transaction-details.ts'

type Request = Loose<TransactionEventRequest>
type TransactionInfo = TransactionEventRequest['transactionInfo']
type Evse = NonNullable<TransactionEventRequest['evse']>

const kinds: ReadonlyMap<unknown, TransactionEventKind> = new Map([
  ['Started', TransactionEventKind.STARTED],
  ['Updated', TransactionEventKind.UPDATED],
  ['Ended', TransactionEventKind.ENDED],
])

// A transaction may start with the cable and meet its token later (E02): that update is where its right to charge begins.
const startTriggers: ReadonlySet<unknown> = new Set(['Authorized', 'RemoteStart'])

function purposeOf(request: Request): AskAuthorize['purpose'] {
  if (request.eventType === 'Ended') return 'end'
  return request.eventType === 'Started' || startTriggers.has(request.triggerReason) ? 'start' : 'update'
}

function unusable(payload: unknown): string | undefined {
  const request = object<TransactionEventRequest>(payload)
  if (!kinds.has(request.eventType)) return 'eventType'
  const field = firstUnusable(request.transactionInfo, { transactionId: textBetween(1, 255) })
  return field === undefined ? firstUnusable(payload, { seqNo: wholeNumber }) : `transactionInfo.${field}`
}

function ask(request: Request, context: CallContext): Question[] {
  const questions: Question[] = []
  const token = readIdToken(request.idToken)
  const info = object<TransactionInfo>(request.transactionInfo)
  const transactionId = text(info.transactionId)
  if (token !== undefined) {
    const evseId = int32(object<Evse>(request.evse).id)
    const stationLimit = readLimit(info.transactionLimit)
    questions.push(askIdToken(token, { purpose: purposeOf(request), transactionId, evseId, stationLimit }, context))
  }
  questions.push(...askCost(request, context))
  return questions
}

/** A token that is presented again within its transaction brings its message up to date (updatedPersonalMessage). */
function answer(request: Request, context: CallContext, decided: Decided): TransactionEventResponse {
  const response: TransactionEventResponse = totalCost(decided)
  if (readIdToken(request.idToken) === undefined) return response
  const decision = decisionOf(decided, 'authorize')
  response.idTokenInfo = idTokenInfo(decision, context)
  if (purposeOf(request) === 'update') {
    const message = messageContent(decision.profile?.personalMessage, context.version)
    if (message !== undefined) response.updatedPersonalMessage = message
  }
  const limit = context.version === '2.1' ? limitAnswer(decision.transactionLimit) : undefined
  if (limit !== undefined) response.transactionLimit = limit
  return response
}

/** OCPP 2.x E01-E17. Tolerant: a station keeps what is refused in its queue, and everything behind it waits. */
export const transactionEvent: StationHandler<Request, TransactionEventResponse> = {
  topic: 'ocpp.transactions',
  unusable,
  ask,
  answer,
  events(request, context, decided) {
    const token = readIdToken(request.idToken)
    const status = token === undefined ? '' : decisionOf(decided, 'authorize').status
    const info = object<TransactionInfo>(request.transactionInfo)
    const evse = object<Evse>(request.evse)
    const transactionId = text(info.transactionId)
    const seqNo = integer(request.seqNo) ?? 0
    const sampledValues = samples2(request.meterValue, context.receivedAt)
    return [
      neutralEvent(context, {
        origin: originOf('TransactionEvent', request, context, decided),
        kind: kinds.get(request.eventType) ?? TransactionEventKind.UNSPECIFIED,
        transactionId,
        occurredAt: instant(request.timestamp, context.receivedAt),
        naturalKey: `${transactionId}/${seqNo}`,
        seqNo: int32(seqNo),
        evseId: int32(evse.id),
        connectorId: int32(evse.connectorId),
        idToken: token === undefined ? undefined : tokenRef(token.idToken, token.type, context),
        authorizationStatus: status,
        offline: request.offline === true,
        triggerReason: text(request.triggerReason),
        chargingState: text(info.chargingState),
        stoppedReason: text(info.stoppedReason),
        meterStartWh: registerAt(sampledValues, 'Transaction.Begin'),
        meterStopWh: registerAt(sampledValues, 'Transaction.End'),
        remoteStartId: int64(info.remoteStartId),
        reservationId: int64(request.reservationId),
        sampledValues,
        signedValues: signed2(request.meterValue, context),
        ...transactionDetails(request),
      }),
    ]
  },
}
