import type { Queryable } from '@chargeplane/database'
import { SwappedBattery } from '@chargeplane/proto/ocpp/v1/battery'
import type {
  BatterySwap,
  ListBatterySwapsResponse,
  ListVisitsRequest,
} from '@chargeplane/proto/stations/v1/reservations'
import { keyset, pageSize } from '@chargeplane/rpc'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

// Request ids are 64 bit: as text they page in an order of their own, which only has to be the same every time.
const pages = keyset('instant', 'text')

interface BatterySwapRow {
  request_id: bigint
  id_token_hash: string
  batteries_in: SwappedBattery[]
  batteries_out: SwappedBattery[]
  in_at: Date | null
  out_at: Date | null
  timed_out_at: Date | null
  first_at: Date
}

/** Newest first. */
export function listBatterySwaps(database: Queryable) {
  return async (request: ListVisitsRequest): Promise<ListBatterySwapsResponse> => {
    checkAddress(request)
    const size = pageSize(request.pageSize)
    const [before = null, id = ''] = pages.after(request.pageToken) ?? []
    const rows = await database.query<BatterySwapRow>(
      `SELECT request_id, id_token_hash, batteries_in, batteries_out, in_at, out_at, timed_out_at, first_at FROM battery_swaps
       WHERE tenant = $1 AND station_key = $2 AND ($3::timestamptz IS NULL OR (first_at, request_id::text) < ($3, $4))
       ORDER BY first_at DESC, request_id::text DESC LIMIT $5`,
      [request.tenant, stationKey(request.stationId), before, id, size + 1],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.first_at, String(row.request_id)])
    return { batterySwaps: items.map(toMessage), nextPageToken }
  }
}

const iso = (at: Date | null): string => at?.toISOString() ?? ''

const toMessage = (row: BatterySwapRow): BatterySwap => ({
  requestId: row.request_id,
  idTokenHash: row.id_token_hash,
  batteriesIn: row.batteries_in.map(battery => SwappedBattery.fromPartial(battery)),
  batteriesOut: row.batteries_out.map(battery => SwappedBattery.fromPartial(battery)),
  inAt: iso(row.in_at),
  outAt: iso(row.out_at),
  timedOutAt: iso(row.timed_out_at),
})
