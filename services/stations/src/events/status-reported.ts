import type { Queryable } from '@chargeplane/database'
import type { Handler } from '@chargeplane/events'
import { noteFailed } from '../visits/reservations.ts'
import { hear, stamp } from './facts.ts'
import { type Source, sourceOf, storable } from './origin.ts'

/** Status of one connector; 0, 0 is the station itself. */
export interface ConnectorReport {
  evseId: number
  connectorId: number
  /** ConnectorStatusEnumType. */
  status: string
  errorCode: string
}

/** Keeps the report of the newest (epoch, sequence). */
export async function keepStatus(tx: Queryable, source: Source, report: ConnectorReport): Promise<void> {
  await tx.query(
    `INSERT INTO connectors AS c (tenant, station_key, epoch, sequence, evse_id, connector_id, status, error_code, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (tenant, station_key, evse_id, connector_id) DO UPDATE SET
       status = excluded.status, error_code = excluded.error_code, updated_at = excluded.updated_at,
       epoch = excluded.epoch, sequence = excluded.sequence
     WHERE (c.epoch, c.sequence) < (excluded.epoch, excluded.sequence)`,
    [
      ...stamp(source),
      report.evseId,
      report.connectorId,
      storable(report.status),
      storable(report.errorCode),
      source.receivedAt,
    ],
  )
}

/** StatusNotification. The station's own clock is not asked when: many have none. */
export const statusReported: Handler<'chargeplane.ocpp.v1.StatusReported'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  if (!(await hear(tx, source))) return
  await keepStatus(tx, source, data)
  if (data.status === 'Faulted' || data.status === 'Unavailable') await noteFailed(tx, source, data.evseId)
}
