// Periodic event streams of OCPP 2.1, and the monitors that their values come from.
import type { Queryable } from '@chargeplane/database'
import type { EventStreamOpened, Monitor } from '@chargeplane/proto/ocpp/v1/monitoring'
import { stamp } from '../events/facts.ts'
import type { Source } from '../events/origin.ts'
import { type MonitorRow, monitorColumns, toMonitor } from './monitors.ts'

const adjustedLater = '(s.rhythm_epoch, s.rhythm_sequence) > (excluded.epoch, excluded.sequence)'

/** N11.FR.04. A stream that is opened again under its id, for another monitor or after it was closed, is another one. */
export async function openStream(
  tx: Queryable,
  source: Source,
  { streamId, monitorId, intervalS, values, status }: Omit<EventStreamOpened, 'origin'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO event_streams AS s (tenant, station_key, epoch, sequence, rhythm_epoch, rhythm_sequence, stream_id, monitor_id, interval_s, "values", is_open, opened_at)
     VALUES ($1, $2, $3, $4, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (tenant, station_key, stream_id) DO UPDATE SET
       epoch = excluded.epoch, sequence = excluded.sequence, monitor_id = excluded.monitor_id, is_open = excluded.is_open,
       interval_s = CASE WHEN ${adjustedLater} THEN COALESCE(s.interval_s, excluded.interval_s) ELSE excluded.interval_s END,
       "values" = CASE WHEN ${adjustedLater} THEN COALESCE(s."values", excluded."values") ELSE excluded."values" END,
       rhythm_epoch = CASE WHEN ${adjustedLater} THEN s.rhythm_epoch ELSE excluded.epoch END,
       rhythm_sequence = CASE WHEN ${adjustedLater} THEN s.rhythm_sequence ELSE excluded.sequence END,
       opened_at = CASE WHEN s.is_open AND s.monitor_id = excluded.monitor_id THEN s.opened_at ELSE excluded.opened_at END,
       pending = CASE WHEN s.is_open AND s.monitor_id = excluded.monitor_id THEN s.pending ELSE 0 END,
       values_at = CASE WHEN s.is_open AND s.monitor_id = excluded.monitor_id THEN s.values_at END
     WHERE (s.epoch, s.sequence) < (excluded.epoch, excluded.sequence)`,
    [...stamp(source), streamId, monitorId, intervalS, values, status === 'Accepted', source.receivedAt],
  )
}

/** N13.FR.02. */
export async function closeStream(tx: Queryable, source: Source, streamId: bigint): Promise<void> {
  await tx.query(
    `UPDATE event_streams SET is_open = false, epoch = $3, sequence = $4
     WHERE tenant = $1 AND station_key = $2 AND stream_id = $5 AND (epoch, sequence) < ($3::bigint, $4::bigint)`,
    [...stamp(source), streamId],
  )
}

/** The station has no others open (N12.FR.01). */
export async function closeOtherStreams(tx: Queryable, source: Source, open: readonly bigint[]): Promise<void> {
  await tx.query(
    `UPDATE event_streams SET is_open = false, epoch = $3, sequence = $4
     WHERE tenant = $1 AND station_key = $2 AND stream_id <> ALL($5) AND (epoch, sequence) < ($3::bigint, $4::bigint)`,
    [...stamp(source), open],
  )
}

/** AdjustPeriodicEventStream that was accepted (N14.FR.03): only what was given changes. */
export async function adjustStream(
  tx: Queryable,
  source: Source,
  { streamId, intervalS, values }: Pick<EventStreamOpened, 'streamId' | 'intervalS' | 'values'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO event_streams AS s (tenant, station_key, epoch, sequence, rhythm_epoch, rhythm_sequence, stream_id, monitor_id, interval_s, "values", is_open, opened_at)
     VALUES ($1, $2, 0, 0, $3, $4, $5, 0, $6, $7, false, $8)
     ON CONFLICT (tenant, station_key, stream_id) DO UPDATE SET
       interval_s = COALESCE(excluded.interval_s, s.interval_s), "values" = COALESCE(excluded."values", s."values"),
       rhythm_epoch = excluded.rhythm_epoch, rhythm_sequence = excluded.rhythm_sequence
     WHERE (s.rhythm_epoch, s.rhythm_sequence) < (excluded.rhythm_epoch, excluded.rhythm_sequence)`,
    [...stamp(source), streamId, intervalS, values, source.receivedAt],
  )
}

/** Notes that values came, and how many wait at the station (N15.FR.04). */
export async function noteValues(tx: Queryable, source: Source, streamId: bigint, pending: bigint): Promise<void> {
  await tx.query(
    `UPDATE event_streams SET pending = $6, values_at = $7, values_epoch = $3, values_sequence = $4
     WHERE tenant = $1 AND station_key = $2 AND stream_id = $5 AND (values_epoch, values_sequence) < ($3::bigint, $4::bigint)`,
    [...stamp(source), streamId, pending, source.receivedAt],
  )
}

/**
 * The monitor of an open stream (N15.FR.03); undefined while nothing has told of it: neither an answer to SetVariableMonitoring nor a
 * report. What was told before the last boot does not count: ids may be others since (N04.FR.19).
 */
export async function monitorOf(tx: Queryable, source: Source, streamId: bigint): Promise<Monitor | undefined> {
  const columns = monitorColumns.replace('monitor_id', 'm.monitor_id')
  const [row] = await tx.query<MonitorRow>(
    `SELECT ${columns} FROM event_streams s
     JOIN monitors m ON m.tenant = s.tenant AND m.station_key = s.station_key AND m.monitor_id = s.monitor_id
     LEFT JOIN station_facts f ON f.tenant = s.tenant AND f.station_key = s.station_key
     WHERE s.tenant = $1 AND s.station_key = $2 AND s.stream_id = $3 AND s.is_open AND m.is_set
       AND (m.epoch, m.sequence) > (COALESCE(f.boot_epoch, 0), COALESCE(f.boot_sequence, 0))`,
    [source.tenant, source.stationKey, streamId],
  )
  return row && toMonitor(row)
}
