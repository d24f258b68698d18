// Monitors that stations have on their variables.
import type { Queryable } from '@chargeplane/database'
import { Monitor } from '@chargeplane/proto/ocpp/v1/monitoring'
import { stamp } from '../events/facts.ts'
import { type Source, storable } from '../events/origin.ts'

export interface MonitorRow {
  monitor_id: bigint
  component: string
  component_instance: string
  evse_id: number
  connector_id: number
  variable: string
  variable_instance: string
  type: string
  value: number
  severity: number
  during_transaction: boolean
  event_notification_type: string
}

export const monitorColumns = `monitor_id, component, component_instance, evse_id, connector_id, variable, variable_instance, type, value,
  severity, during_transaction, event_notification_type`

/** Keeps what the newest (epoch, sequence) says of each monitor. A type that is not said (2.0.1) leaves the one known. */
export async function keepMonitors(tx: Queryable, source: Source, monitors: readonly Monitor[]): Promise<void> {
  const rows = [...new Map(monitors.map(monitor => [monitor.monitorId, monitor])).values()]
  if (rows.length === 0) return
  await tx.query(
    `INSERT INTO monitors AS m (tenant, station_key, epoch, sequence, reported_at, ${monitorColumns})
     SELECT $1, $2, $3, $4, $5, r.* FROM unnest($6::bigint[], $7::text[], $8::text[], $9::integer[], $10::integer[], $11::text[],
       $12::text[], $13::text[], $14::double precision[], $15::integer[], $16::boolean[], $17::text[]) AS r
     ON CONFLICT (tenant, station_key, monitor_id) DO UPDATE SET
       epoch = excluded.epoch, sequence = excluded.sequence, reported_at = excluded.reported_at, is_set = true,
       component = excluded.component, component_instance = excluded.component_instance, evse_id = excluded.evse_id,
       connector_id = excluded.connector_id, variable = excluded.variable, variable_instance = excluded.variable_instance,
       type = excluded.type, value = excluded.value, severity = excluded.severity, during_transaction = excluded.during_transaction,
       event_notification_type = CASE WHEN excluded.event_notification_type <> '' THEN excluded.event_notification_type
         WHEN (m.component, m.variable, m.type) = (excluded.component, excluded.variable, excluded.type) THEN m.event_notification_type
         ELSE '' END
     WHERE (m.epoch, m.sequence) < (excluded.epoch, excluded.sequence)`,
    [
      ...stamp(source),
      source.receivedAt,
      rows.map(row => row.monitorId),
      rows.map(row => storable(row.component)),
      rows.map(row => storable(row.componentInstance)),
      rows.map(row => row.evseId),
      rows.map(row => row.connectorId),
      rows.map(row => storable(row.variable)),
      rows.map(row => storable(row.variableInstance)),
      rows.map(row => storable(row.type)),
      rows.map(row => row.value),
      rows.map(row => row.severity),
      rows.map(row => row.duringTransaction),
      rows.map(row => storable(row.eventNotificationType)),
    ],
  )
}

const drop = `UPDATE monitors SET is_set = false, epoch = $3, sequence = $4, reported_at = $5
  WHERE tenant = $1 AND station_key = $2 AND (epoch, sequence) < ($3::bigint, $4::bigint)`

/** The station has these no more (N06). */
export async function dropMonitors(tx: Queryable, source: Source, ids: readonly bigint[]): Promise<void> {
  await tx.query(`${drop} AND monitor_id = ANY($6)`, [...stamp(source), source.receivedAt, ids])
}

/** SetMonitoringBase (N03.FR.04, FR.05) takes the monitors of these kinds away; one of a kind that is not known stays. */
export async function dropMonitorsOf(tx: Queryable, source: Source, kinds: readonly string[]): Promise<void> {
  await tx.query(`${drop} AND event_notification_type = ANY($6)`, [...stamp(source), source.receivedAt, kinds])
}

export function toMonitor(row: MonitorRow): Monitor {
  return Monitor.fromPartial({
    monitorId: BigInt(row.monitor_id),
    component: row.component,
    componentInstance: row.component_instance,
    evseId: row.evse_id,
    connectorId: row.connector_id,
    variable: row.variable,
    variableInstance: row.variable_instance,
    type: row.type,
    value: row.value,
    severity: row.severity,
    duringTransaction: row.during_transaction,
    eventNotificationType: row.event_notification_type,
  })
}
