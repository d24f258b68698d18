import { rowStatement } from '@chargeplane/database'
import { storable } from './origin.ts'
import { columnsOf, sayings, sourceColumns } from './sayings.ts'

const end = rowStatement(
  { ...sourceColumns, edge_id: 'text', reason: 'text' },
  `
  INSERT INTO sessions AS s (tenant, station_key, epoch, since, connected, changed_at, edge_id, reason)
  SELECT t.tenant, t.station_key, t.epoch, t.received_at, false, t.received_at, t.edge_id, t.reason FROM told t
  ON CONFLICT (tenant, station_key) DO UPDATE SET
    epoch = excluded.epoch,
    since = CASE WHEN s.epoch = excluded.epoch THEN s.since ELSE excluded.since END,
    connected = false, changed_at = excluded.changed_at, edge_id = excluded.edge_id, reason = excluded.reason
  WHERE s.epoch < excluded.epoch OR (s.epoch = excluded.epoch AND s.connected)`,
)

/**
 * A session ended, by its edge's word or by the reaper's (edge_lost). It ends that session and any older one; the end of a session that
 * a newer one has followed changes nothing. What comes first of two ends of one session stays.
 */
export const stationDisconnected = sayings<'chargeplane.ocpp.v1.StationDisconnected'>(async (said, { tx }) => {
  await end(tx, [
    ...columnsOf(said),
    said.map(({ source }) => storable(source.edgeId)),
    said.map(({ data }) => storable(data.reason)),
  ])
})
