import type { Effects } from '@chargeplane/events'
import type { Told } from './domain/told.ts'

/**
 * Says, once for the two, that a transaction has used up a reservation (OCPP H01.FR.15, 1.6 5.13). Stations that have none to tell of send 0.
 */
export async function sayReservationUsed({ tx, emit }: Effects, told: Told): Promise<void> {
  const { tenant, stationId, transactionId, reservationId } = told
  if (reservationId === null || reservationId <= 0n) return
  const changed = await tx.query(
    `UPDATE transactions SET reservation_id_emitted = $4
     WHERE tenant = $1 AND station_id = $2 AND transaction_id = $3 AND reservation_id_emitted IS DISTINCT FROM $4::bigint RETURNING 1`,
    [tenant, stationId, transactionId, reservationId],
  )
  if (changed.length === 0) return
  await emit({
    type: 'chargeplane.transactions.v1.ReservationUsed',
    tenant,
    subject: stationId,
    id: `${tenant}/${stationId}/${transactionId}/reservation/${reservationId}`,
    data: { tenant, stationId, transactionId, reservationId },
  })
}
