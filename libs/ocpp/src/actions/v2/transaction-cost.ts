// What a transaction has cost, in the answer to its events (OCPP 2.x I02, I03).
import type { TransactionEventRequest, TransactionEventResponse } from '#v21'
import type { AskCost } from '../../billing-questions.ts'
import type { CallContext } from '../../contract.ts'
import { instant } from '../../instants.ts'
import type { Decided } from '../../questions.ts'
import { integer, type Loose, object, text } from '../../read.ts'
import { samples2 } from '../../samples.ts'

type Request = Loose<TransactionEventRequest>

/** At the end, and where the operator wants it whenever the meter was read (I02.FR.01: "a relevant moment"). */
function isTold(request: Request, when: CallContext['totalCost']): boolean {
  if (when === 'never') return false
  if (request.eventType === 'Ended') return true
  return when === 'always' && request.eventType === 'Updated' && request.meterValue !== undefined
}

export function askCost(request: Request, context: CallContext): AskCost[] {
  if (!isTold(request, context.totalCost)) return []
  const info = object<TransactionEventRequest['transactionInfo']>(request.transactionInfo)
  return [
    {
      kind: 'cost',
      transactionId: text(info.transactionId),
      seqNo: integer(request.seqNo) ?? 0,
      occurredAt: instant(request.timestamp, context.receivedAt),
      chargingState: text(info.chargingState),
      sampledValues: samples2(request.meterValue, context.receivedAt),
    },
  ]
}

/** Left out when it is not known: 0 would say that the transaction was free (I03.FR.04). */
export function totalCost({ cost }: Decided): Pick<TransactionEventResponse, 'totalCost'> {
  return cost?.totalCost === undefined ? {} : { totalCost: cost.totalCost }
}
