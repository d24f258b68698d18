import { type SampledValue, TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import type { StopTransactionRequest, StopTransactionResponse } from '#v16'
import type { CallContext, StationHandler } from '../../contract.ts'
import { decisionOf, originOf, tokenRef } from '../../events.ts'
import { instant } from '../../instants.ts'
import { type Loose, number, text } from '../../read.ts'
import { registerAt, registerReading, samples16 } from '../../samples.ts'
import { signed16 } from '../../signed-values.ts'
import { transactionEvent } from '../../transaction-event.ts'
import { isDerivedId } from '../../transaction-id.ts'
import { type Check, firstUnusable } from '../../usable.ts'
import { askIdTag, idTagInfo, idTagType } from './id-tag.ts'

// Reasons that 1.6 words differently from 2.x ReasonEnumType.
const reasons: ReadonlyMap<string, string> = new Map([
  ['HardReset', 'ImmediateReset'],
  ['SoftReset', 'ImmediateReset'],
  ['UnlockCommand', 'Other'],
])

// Not a safe integer for every station: some write 2^63 - 1 for a charge they never got an id for.
const numeric: Check = value => number(value) !== undefined

/**
 * The transaction in an event. An id that can't be ours stands for many charges of a station, so what else a resend repeats joins it:
 * else the second of them would count as a repetition of the first.
 */
function stoppedId(request: Loose<StopTransactionRequest>): string {
  const id = number(request.transactionId) ?? 0
  return isDerivedId(id)
    ? String(id)
    : `${id}@${text(request.timestamp).slice(0, 64)}/${number(request.meterStop) ?? ''}`
}

/** What the station has sampled; the register of the stop is one of its readings, unless it was sampled too. */
function readings(
  { transactionData }: Loose<StopTransactionRequest>,
  meterStop: number | undefined,
  occurredAt: string,
  { receivedAt }: CallContext,
): SampledValue[] {
  const sampled = samples16(transactionData, receivedAt)
  if (meterStop === undefined || registerAt(sampled, 'Transaction.End') !== undefined) return sampled
  return [...sampled, registerReading(meterStop, occurredAt, 'Transaction.End')]
}

/** OCPP 1.6 4.10. Tolerant: a station repeats a stop that is refused for ever, and everything behind it in its queue waits. */
export const stopTransaction: StationHandler<Loose<StopTransactionRequest>, StopTransactionResponse> = {
  topic: 'ocpp.transactions',
  unusable: payload => firstUnusable(payload, { transactionId: numeric }),
  ask(request) {
    const idTag = text(request.idTag)
    return idTag === '' ? [] : [askIdTag(idTag, 'end', stoppedId(request))]
  },
  answer: (request, _context, decided) =>
    text(request.idTag) === '' ? {} : { idTagInfo: idTagInfo(decisionOf(decided, 'authorize')) },
  events(request, context, decided) {
    const idTag = text(request.idTag)
    const status = idTag === '' ? '' : decisionOf(decided, 'authorize').status
    const transactionId = stoppedId(request)
    const reason = text(request.reason)
    const occurredAt = instant(request.timestamp, context.receivedAt)
    const meterStop = number(request.meterStop)
    return [
      transactionEvent(context, {
        origin: originOf('StopTransaction', request, context, decided),
        kind: TransactionEventKind.ENDED,
        transactionId,
        occurredAt,
        naturalKey: `stop/${transactionId}`,
        idToken: idTag === '' ? undefined : tokenRef(idTag, idTagType, context),
        authorizationStatus: status,
        stoppedReason: reasons.get(reason) ?? reason,
        meterStopWh: meterStop,
        sampledValues: readings(request, meterStop, occurredAt, context),
        signedValues: signed16(request.transactionData, context),
      }),
    ]
  },
}
