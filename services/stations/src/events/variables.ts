// Writes what a station reports of its device model, many variables in one statement.
import type { Queryable } from '@chargeplane/database'
import type { VariableReport } from '@chargeplane/proto/ocpp/v1/stations'
import { type Source, storable } from './origin.ts'

/**
 * Keeps the value of the newest (epoch, sequence) for each variable attribute. When one message tells the same attribute twice the last
 * one counts. An empty mutability leaves the one known: events do not carry it.
 */
export async function keepVariables(tx: Queryable, source: Source, reports: readonly VariableReport[]): Promise<void> {
  const rows = [...new Map(reports.map(report => [keyOf(report), report])).values()]
  if (rows.length === 0) return
  await tx.query(
    `INSERT INTO variables AS v (tenant, station_key, epoch, sequence, component, component_instance, evse_id, connector_id,
       variable, variable_instance, attribute, value, mutability)
     SELECT $1, $2, $3, $4, r.* FROM unnest($5::text[], $6::text[], $7::integer[], $8::integer[], $9::text[], $10::text[],
       $11::text[], $12::text[], $13::text[]) AS r
     ON CONFLICT (tenant, station_key, component, component_instance, evse_id, connector_id, variable, variable_instance, attribute)
     DO UPDATE SET value = excluded.value, epoch = excluded.epoch, sequence = excluded.sequence,
       mutability = CASE WHEN excluded.mutability = '' THEN v.mutability ELSE excluded.mutability END
     WHERE (v.epoch, v.sequence) < (excluded.epoch, excluded.sequence)`,
    [
      source.tenant,
      source.stationKey,
      source.epoch,
      source.sequence,
      rows.map(row => storable(row.component)),
      rows.map(row => storable(row.componentInstance)),
      rows.map(row => row.evseId),
      rows.map(row => row.connectorId),
      rows.map(row => storable(row.variable)),
      rows.map(row => storable(row.variableInstance)),
      rows.map(row => storable(row.attribute)),
      rows.map(row => storable(row.value)),
      rows.map(row => storable(row.mutability)),
    ],
  )
}

function keyOf(report: VariableReport): string {
  return JSON.stringify([
    storable(report.component),
    storable(report.componentInstance),
    report.evseId,
    report.connectorId,
    storable(report.variable),
    storable(report.variableInstance),
    storable(report.attribute),
  ])
}
