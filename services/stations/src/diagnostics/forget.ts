import type { Queryable } from '@chargeplane/database'

/** Removes what a station has said of its firmware, logs, monitors, customers and displays, as part of removing the station. */
export async function forgetDiagnostics(tx: Queryable, [tenant, stationKey]: readonly string[]): Promise<void> {
  for (const table of ['task_reports', 'monitors', 'event_streams', 'customer_information', 'display_messages']) {
    await tx.query(`DELETE FROM ${table} WHERE tenant = $1 AND station_key = $2`, [tenant, stationKey])
  }
}
