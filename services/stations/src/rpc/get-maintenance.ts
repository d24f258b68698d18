import type { Queryable } from '@chargeplane/database'
import type { GetMaintenanceRequest, Maintenance, TaskReport } from '@chargeplane/proto/stations/v1/diagnostics'
import type { Task } from '../diagnostics/tasks.ts'
import { checkAddress, stationKey } from '../identity.ts'
import { refuseUnknown } from '../refuse-unknown.ts'

interface TaskRow {
  task: Task
  status: string
  request_id: bigint | null
  reason_code: string
  reason: string
  locations: string[]
  reported_at: Date
}

/** How far the station is with firmware and logs (OCPP L01-L03, N01). */
export function getMaintenance(database: Queryable) {
  return async (request: GetMaintenanceRequest): Promise<Maintenance> => {
    checkAddress(request)
    const rows = await database.query<TaskRow>(
      `SELECT task, status, request_id, reason_code, reason, locations, reported_at FROM task_reports
       WHERE tenant = $1 AND station_key = $2`,
      [request.tenant, stationKey(request.stationId)],
    )
    if (rows.length === 0) await refuseUnknown(database, request)
    const of = (task: Task) => rows.filter(row => row.task === task).map(toReport)[0]
    return { firmware: of('firmware'), firmwarePublication: of('publish'), logUpload: of('log') }
  }
}

function toReport(row: TaskRow): TaskReport {
  return {
    status: row.status,
    requestId: row.request_id ?? undefined,
    reasonCode: row.reason_code,
    reason: row.reason,
    locations: row.locations,
    reportedAt: row.reported_at.toISOString(),
  }
}
