import type { Queryable } from '@chargeplane/database'
import type { Handler } from '@chargeplane/events'
import { hear } from './facts.ts'
import { type Source, sourceOf, storable } from './origin.ts'

/** Kept of a station at most: what it says without end must not grow without end. */
const kept = 1000

/**
 * SecurityEventNotification (OCPP A04). A fact, so a record of an older session counts all the same: stations queue these while they are
 * offline. A repeated one has the same id.
 */
export const securityEventReported: Handler<'chargeplane.ocpp.v1.SecurityEventReported'> = async (
  { id, data },
  { tx },
) => {
  const source = sourceOf(data.origin)
  await hear(tx, source)
  const occurredAt = new Date(data.occurredAt)
  const { type, techInfo } = data
  const isTime = !Number.isNaN(occurredAt.getTime())
  await keepSecurityEvent(tx, source, { id, type, techInfo, occurredAt: isTime ? occurredAt : source.receivedAt })
}

interface SecurityEvent {
  id: string
  type: string
  techInfo: string
  occurredAt: Date
}

/** Kept once for each id, the newest of a station. */
export async function keepSecurityEvent(
  tx: Queryable,
  source: Source,
  { id, type, techInfo, occurredAt }: SecurityEvent,
): Promise<void> {
  const key = [source.tenant, source.stationKey]
  await tx.query(
    `INSERT INTO security_events (tenant, station_key, occurred_at, event_id, type, tech_info, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [...key, occurredAt, id, storable(type), storable(techInfo), source.receivedAt],
  )
  await tx.query(
    `DELETE FROM security_events WHERE tenant = $1 AND station_key = $2 AND (occurred_at, event_id) <= (
       SELECT occurred_at, event_id FROM security_events WHERE tenant = $1 AND station_key = $2
       ORDER BY occurred_at DESC, event_id DESC OFFSET $3 LIMIT 1)`,
    [...key, kept],
  )
}
