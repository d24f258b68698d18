import type { BillingOptions } from './cost.ts'
import { askOwner, type Decider } from './decider.ts'

/** OCPP 2.1 C21.FR.03: the receipt is billing's. Without it the settlement is recorded all the same, from its event. */
export function decideSettlement(options: BillingOptions): Decider<'settlement'> {
  return ({ transactionId, pspRef }, { tenant, station }) =>
    askOwner(
      'settlement',
      async () => {
        const request = { tenant, stationId: station, transactionId, pspRef }
        const { receiptId, receiptUrl } = await options.billing.getReceipt(request, { deadlineMs: options.deadlineMs })
        return { kind: 'settlement', receiptId, receiptUrl, fallback: '' }
      },
      () => ({ kind: 'settlement', receiptId: '', receiptUrl: '', fallback: 'no_receipt' }),
    )
}
