import type { Handler } from '@chargeplane/events'
import { noteUsed } from '../visits/reservations.ts'

/** Topic transactions.events: OCPP H03, 1.6 5.13. */
export const reservationUsed: Handler<'chargeplane.transactions.v1.ReservationUsed'> = async ({ data }, { tx }) => {
  await noteUsed(tx, data, data.reservationId, data.transactionId)
}
