import { type Queryable, rowStatement } from '@chargeplane/database'
import { noteFailed } from '../visits/reservations.ts'
import { hearing, stamp } from './facts.ts'
import { type Source, storable } from './origin.ts'
import { columnsOf, sayings, sourceColumns } from './sayings.ts'

/** Status of one connector; 0, 0 is the station itself. */
export interface ConnectorReport {
  evseId: number
  connectorId: number
  /** ConnectorStatusEnumType. */
  status: string
  errorCode: string
}

const columns = 'tenant, station_key, epoch, sequence, updated_at, evse_id, connector_id, status, error_code'
/** The report of the newest (epoch, sequence) stays. */
const replaceOlder = `ON CONFLICT (tenant, station_key, evse_id, connector_id) DO UPDATE SET
    status = excluded.status, error_code = excluded.error_code, updated_at = excluded.updated_at,
    epoch = excluded.epoch, sequence = excluded.sequence
  WHERE (c.epoch, c.sequence) < (excluded.epoch, excluded.sequence)`

/** Of those that were heard, the ones whose reservations may be over are answered. */
const keepHeard = rowStatement(
  { ...sourceColumns, evse_id: 'integer', connector_id: 'integer', status: 'text', error_code: 'text' },
  `,
  heard AS (${hearing}),
  kept AS (
    INSERT INTO connectors AS c (${columns})
    SELECT told.* FROM told JOIN heard USING (tenant, station_key) ${replaceOlder})
  SELECT tenant, station_key FROM told JOIN heard USING (tenant, station_key) WHERE told.status IN ('Faulted', 'Unavailable')`,
)

/** Keeps the report of a station that has been heard. */
export async function keepStatus(tx: Queryable, source: Source, report: ConnectorReport): Promise<void> {
  await tx.query(
    `INSERT INTO connectors AS c (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ${replaceOlder}`,
    [
      ...stamp(source),
      source.receivedAt,
      report.evseId,
      report.connectorId,
      storable(report.status),
      storable(report.errorCode),
    ],
  )
}

/** StatusNotification. The station's own clock is not asked when: many have none. */
export const statusReported = sayings<'chargeplane.ocpp.v1.StatusReported'>(async (said, { tx }) => {
  const failed = await keepHeard<{ tenant: string; station_key: string }>(tx, [
    ...columnsOf(said),
    said.map(({ data }) => data.evseId),
    said.map(({ data }) => data.connectorId),
    said.map(({ data }) => storable(data.status)),
    said.map(({ data }) => storable(data.errorCode)),
  ])
  for (const { tenant, station_key: key } of failed) {
    const one = said.find(({ source }) => source.tenant === tenant && source.stationKey === key)
    if (one !== undefined) await noteFailed(tx, one.source, one.data.evseId)
  }
})
