import type { Queryable } from '@chargeplane/database'
import type {
  ListReservationsResponse,
  ListVisitsRequest,
  Reservation,
} from '@chargeplane/proto/stations/v1/reservations'
import { keyset, pageSize } from '@chargeplane/rpc'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

const pages = keyset('instant', 'integer')

interface ReservationRow {
  reservation_id: number
  evse_id: number
  connector_type: string
  id_token_hash: string
  expires_at: Date
  status: string
  refusal: string
  transaction_id: string
  created_at: Date
}

/** Newest first. One whose time has come is expired, whether its station says so (2.x H04) or not (1.6). */
export function listReservations(database: Queryable) {
  return async (request: ListVisitsRequest): Promise<ListReservationsResponse> => {
    checkAddress(request)
    const size = pageSize(request.pageSize)
    const [before = null, id = 0] = pages.after(request.pageToken) ?? []
    const rows = await database.query<ReservationRow>(
      `SELECT reservation_id, evse_id, connector_type, id_token_hash, expires_at, refusal, transaction_id, created_at,
         CASE WHEN status IN ('requested', 'active') AND expires_at <= now() THEN 'expired' ELSE status END AS status
       FROM reservations
       WHERE tenant = $1 AND station_key = $2
         AND ($3::timestamptz IS NULL OR (created_at, reservation_id) < ($3, $4::integer))
       ORDER BY created_at DESC, reservation_id DESC LIMIT $5`,
      [request.tenant, stationKey(request.stationId), before, id, size + 1],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.created_at, row.reservation_id])
    return { reservations: items.map(toMessage), nextPageToken }
  }
}

const toMessage = (row: ReservationRow): Reservation => ({
  reservationId: row.reservation_id,
  evseId: row.evse_id,
  connectorType: row.connector_type,
  idTokenHash: row.id_token_hash,
  expiresAt: row.expires_at.toISOString(),
  status: row.status,
  refusal: row.refusal,
  transactionId: row.transaction_id,
  createdAt: row.created_at.toISOString(),
})
