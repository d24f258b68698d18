// How far stations are with firmware and logs, as they last said.
import type { Queryable } from '@chargeplane/database'
import { stamp } from '../events/facts.ts'
import { type Source, storable } from '../events/origin.ts'

export type Task = 'firmware' | 'publish' | 'log'

interface TaskReport {
  status: string
  requestId?: bigint | undefined
  reasonCode: string
  reason: string
  locations?: readonly string[]
}

/** Keeps the report of the newest (epoch, sequence). */
export async function keepTask(tx: Queryable, source: Source, task: Task, report: TaskReport): Promise<void> {
  await tx.query(
    `INSERT INTO task_reports AS t (tenant, station_key, epoch, sequence, task, status, request_id, reason_code, reason, locations, reported_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (tenant, station_key, task) DO UPDATE SET
       epoch = excluded.epoch, sequence = excluded.sequence, status = excluded.status, request_id = excluded.request_id,
       reason_code = excluded.reason_code, reason = excluded.reason, locations = excluded.locations, reported_at = excluded.reported_at
     WHERE (t.epoch, t.sequence) < (excluded.epoch, excluded.sequence)`,
    [
      ...stamp(source),
      task,
      storable(report.status),
      report.requestId,
      storable(report.reasonCode),
      storable(report.reason),
      (report.locations ?? []).map(storable),
      source.receivedAt,
    ],
  )
}
