// Reservations as this service keeps them (OCPP H, 1.6 5.13): asked for, answered, and ended in one of several ways.
import type { Queryable } from '@chargeplane/database'
import { type StationAddress, stationKey } from '../identity.ts'

export interface ReservationAsked {
  reservationId: number
  /** 0: any. */
  evseId: number
  connectorType: string
  idTokenHash: string
  expiresAt: Date
}

const thisOne = 'tenant = $1 AND station_key = $2 AND reservation_id = $3::bigint'
const keyOf = ({ tenant, stationId }: StationAddress, reservationId: number) => [
  tenant,
  stationKey(stationId),
  reservationId,
]

/** An id that is used again replaces the reservation that had it, as it does on the station (H01.FR.02). */
export async function noteAsked(tx: Queryable, address: StationAddress, asked: ReservationAsked): Promise<void> {
  await tx.query(
    `INSERT INTO reservations (tenant, station_key, reservation_id, evse_id, connector_type, id_token_hash, expires_at, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'requested')
     ON CONFLICT (tenant, station_key, reservation_id) DO UPDATE SET
       evse_id = excluded.evse_id, connector_type = excluded.connector_type, id_token_hash = excluded.id_token_hash,
       expires_at = excluded.expires_at, status = 'requested', refusal = '', transaction_id = '', created_at = excluded.created_at`,
    [...keyOf(address, asked.reservationId), asked.evseId, asked.connectorType, asked.idTokenHash, asked.expiresAt],
  )
}

/** ReserveNow's answer. Whatever the station has said of the reservation's end meanwhile stands. */
export async function noteAnswered(tx: Queryable, address: StationAddress, id: number, answer: string): Promise<void> {
  const [status, refusal] = answer === 'Accepted' ? ['active', ''] : ['rejected', answer]
  await tx.query(`UPDATE reservations SET status = $4, refusal = $5 WHERE ${thisOne} AND status = 'requested'`, [
    ...keyOf(address, id),
    status,
    refusal,
  ])
}

/** Nothing was sent: there never was such a reservation. */
export async function forget(tx: Queryable, address: StationAddress, id: number): Promise<void> {
  await tx.query(`DELETE FROM reservations WHERE ${thisOne} AND status = 'requested'`, keyOf(address, id))
}

/** How one that was still good ended without a charge. */
export async function noteEnded(
  tx: Queryable,
  address: StationAddress,
  id: number | bigint,
  status: 'cancelled' | 'expired' | 'removed' | 'unused',
): Promise<void> {
  await tx.query(`UPDATE reservations SET status = $4 WHERE ${thisOne} AND status IN ('requested', 'active')`, [
    address.tenant,
    stationKey(address.stationId),
    id,
    status,
  ])
}

/** A transaction used it (H03, 1.6 5.13): whatever else was said of it, that is what became of it. */
export async function noteUsed(
  tx: Queryable,
  address: StationAddress,
  id: bigint,
  transactionId: string,
): Promise<void> {
  await tx.query(`UPDATE reservations SET status = 'used', transaction_id = $4 WHERE ${thisOne}`, [
    address.tenant,
    stationKey(address.stationId),
    id,
    transactionId,
  ])
}

/**
 * A connector has failed. A 2.x station removes its reservations and says so (H01.FR.16, FR.17); a 1.6 station drops that of the connector,
 * or of the station when it is connector 0 that failed, and says nothing more (1.6 5.13).
 */
export async function noteFailed(
  tx: Queryable,
  { tenant, stationKey: key, receivedAt }: { tenant: string; stationKey: string; receivedAt: Date },
  evseId: number,
): Promise<void> {
  await tx.query(
    `UPDATE reservations SET status = 'removed'
     WHERE tenant = $1 AND station_key = $2 AND status = 'active' AND $3::integer IN (0, evse_id) AND created_at <= $4
       AND EXISTS (SELECT FROM sessions WHERE tenant = $1 AND station_key = $2 AND ocpp_version = '1.6')`,
    [tenant, key, evseId, receivedAt],
  )
}
