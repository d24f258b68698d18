import type { Queryable } from '@chargeplane/database'
import type { Handler } from '@chargeplane/events'
import type { BatterySwapped } from '@chargeplane/proto/ocpp/v1/battery'
import { hear } from './facts.ts'
import { type Source, sourceOf, storable } from './origin.ts'

/** Which columns an event writes: batteries go in, come out, or are left behind. */
const columns = {
  BatteryIn: { at: 'in_at', batteries: 'batteries_in' },
  BatteryOut: { at: 'out_at', batteries: 'batteries_out' },
  BatteryOutTimeout: { at: 'timed_out_at', batteries: 'batteries_out' },
} as const

function isKind(kind: string): kind is keyof typeof columns {
  return Object.hasOwn(columns, kind)
}

/** Whichever of the two comes first (S03 allows either order) begins the swap; the first of each kind stands. */
async function keepSwap(
  tx: Queryable,
  source: Source,
  data: BatterySwapped,
  kind: keyof typeof columns,
): Promise<void> {
  const { at, batteries } = columns[kind]
  await tx.query(
    `INSERT INTO battery_swaps AS s (tenant, station_key, request_id, id_token_hash, ${batteries}, ${at}, first_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6)
     ON CONFLICT (tenant, station_key, request_id) DO UPDATE SET ${batteries} = excluded.${batteries}, ${at} = excluded.${at}
     WHERE s.${at} IS NULL`,
    [
      source.tenant,
      source.stationKey,
      data.requestId,
      data.idToken?.hash ?? '',
      storable(JSON.stringify(data.batteries)),
      source.receivedAt,
    ],
  )
}

/** BatterySwap (OCPP 2.1 S03). */
export const batterySwapped: Handler<'chargeplane.ocpp.v1.BatterySwapped'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  if ((await hear(tx, source)) && isKind(data.kind)) await keepSwap(tx, source, data, data.kind)
}
