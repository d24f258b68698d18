import type { NotifySettlementRequest, NotifySettlementResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { contentKey, decisionOf, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import type { Decided } from '../../questions.ts'
import { decimalText, text } from '../../read.ts'
import { companyAddress } from './company-address.ts'

/**
 * A payment that was settled wants a receipt. A station that leaves it to us (PaymentCtrlr.ReceiptByCSMS) tells none and is given one; one
 * whose payment terminal made it tells it (C21.FR.03, FR.04). A payment that failed has none (C22.FR.01, FR.02).
 */
function wantsReceipt({ status, receiptId, receiptUrl }: NotifySettlementRequest): boolean {
  return status === 'Settled' && receiptId === undefined && receiptUrl === undefined
}

function receiptOf(request: NotifySettlementRequest, decided: Decided): { receiptId: string; receiptUrl: string } {
  const { receiptId, receiptUrl } = wantsReceipt(request) ? decisionOf(decided, 'settlement') : request
  return { receiptId: text(receiptId), receiptUrl: text(receiptUrl) }
}

/** OCPP 2.1 C19.FR.02, C21, C22. */
export const notifySettlement: StationHandler<NotifySettlementRequest, NotifySettlementResponse> = {
  topic: 'ocpp.stations',
  ask(request) {
    const { transactionId, pspRef } = request
    return wantsReceipt(request)
      ? [{ kind: 'settlement', transactionId: text(transactionId), pspRef: text(pspRef) }]
      : []
  },
  answer(request, _context, decided) {
    if (!wantsReceipt(request)) return {}
    const { receiptId, receiptUrl } = receiptOf(request, decided)
    return { ...(receiptId !== '' && { receiptId }), ...(receiptUrl !== '' && { receiptUrl }) }
  },
  events: (request, context, decided) => [
    {
      type: 'chargeplane.ocpp.v1.PaymentSettled',
      subject: context.stationId,
      naturalKey: contentKey(context),
      data: {
        origin: originOf('NotifySettlement', request, context, decided),
        transactionId: text(request.transactionId),
        pspRef: text(request.pspRef),
        status: request.status,
        statusInfo: text(request.statusInfo),
        amount: decimalText(request.settlementAmount),
        settledAt: instant(request.settlementTime, context.receivedAt),
        ...receiptOf(request, decided),
        vatNumber: text(request.vatNumber),
        vatCompany: companyAddress(request.vatCompany),
      },
    },
  ],
}
