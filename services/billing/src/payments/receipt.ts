// Receipts of ad hoc payments (OCPP 2.1 C21.FR.03).
import { createHash } from 'node:crypto'
import type { Receipt, ReceiptRequest } from '@chargeplane/proto/billing/v1/decisions'
import { requireId, requireTenant } from '@chargeplane/rpc'

/**
 * Made of the payment alone: the answer to the station and the record from its event have the same one, neither waits for the other, and a
 * repetition gets it again. Not to be guessed by who does not know the payment's reference.
 */
export function receiptId({ tenant, stationId, transactionId, pspRef }: ReceiptRequest): string {
  const key = JSON.stringify(['receipt', tenant, stationId, transactionId, pspRef])
  return `rc_${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
}

const place = '{receiptId}'

export function getReceipt(receiptUrl: string | undefined) {
  return async (request: ReceiptRequest): Promise<Receipt> => {
    requireTenant(request.tenant)
    requireId(request.stationId, 'stationId')
    requireId(request.pspRef, 'pspRef')
    const id = receiptId(request)
    return { receiptId: id, receiptUrl: receiptUrl?.replace(place, id) ?? '' }
  }
}
