import { rowStatement } from '@chargeplane/database'
import { storable } from './origin.ts'
import { columnsOf, sayings, sourceColumns } from './sayings.ts'

const begin = `
  INSERT INTO sessions AS s (tenant, station_key, epoch, since, connected, changed_at, edge_id, ocpp_version)
  SELECT t.tenant, t.station_key, t.epoch, t.received_at, true, t.received_at, t.edge_id, t.ocpp_version
  FROM told t
  ON CONFLICT (tenant, station_key) DO UPDATE SET
    epoch = excluded.epoch, since = excluded.since, connected = true, changed_at = excluded.changed_at,
    edge_id = excluded.edge_id, ocpp_version = excluded.ocpp_version, reason = ''
  WHERE s.epoch < excluded.epoch`

/** It is told how to come back (commands/retry-back-off.ts); 1.6 has no such variables. */
const beginAndTell = `, news AS (${begin} RETURNING s.tenant, s.station_key, s.ocpp_version)
  INSERT INTO retry_back_offs (tenant, station_key) SELECT tenant, station_key FROM news WHERE ocpp_version <> '1.6'
  ON CONFLICT DO NOTHING`

/**
 * A session began. Only a newer session than any heard of is news: a repeated record, one of an older session, or one that its own
 * session's end has overtaken changes nothing. `tellsBackOff`: stations are to be told how to come back.
 */
export function stationConnected({ tellsBackOff }: { tellsBackOff: boolean }) {
  const keep = rowStatement(
    { ...sourceColumns, edge_id: 'text', ocpp_version: 'text' },
    tellsBackOff ? beginAndTell : begin,
  )
  return sayings<'chargeplane.ocpp.v1.StationConnected'>(async (said, { tx }) => {
    await keep(tx, [
      ...columnsOf(said),
      said.map(({ source }) => storable(source.edgeId)),
      said.map(({ data }) => storable(data.ocppVersion)),
    ])
  })
}
