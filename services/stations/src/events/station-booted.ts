import { rowStatement } from '@chargeplane/database'
import { accessChanged } from '../access-changed.ts'
import { isRegistration } from '../registration.ts'
import { heardColumns, isHeard, notReplaced } from './facts.ts'
import { storable } from './origin.ts'
import { columnsOf, sayings, sourceColumns } from './sayings.ts'

const facts = ['boot_epoch', 'boot_sequence', 'vendor', 'model', 'serial_number', 'firmware_version']

/** One row of station_facts is written once: as heard of, and with what its newest boot said. */
const keep = rowStatement(
  {
    ...sourceColumns,
    vendor: 'text',
    model: 'text',
    serial_number: 'text',
    firmware_version: 'text',
    boot_status: 'text',
  },
  `,
  heard AS (
    INSERT INTO station_facts AS f (tenant, station_key, epoch, epoch_since, last_seen_at, ${facts.join(', ')})
    SELECT tenant, station_key, epoch, received_at, received_at, epoch, sequence, vendor, model, serial_number, firmware_version
    FROM told t WHERE ${notReplaced}
    ON CONFLICT (tenant, station_key) DO UPDATE SET ${heardColumns},
      ${facts
        .map(
          name =>
            `${name} = CASE WHEN (f.boot_epoch, f.boot_sequence) < (excluded.boot_epoch, excluded.boot_sequence) THEN excluded.${name} ELSE f.${name} END`,
        )
        .join(',\n      ')}
    WHERE ${isHeard} RETURNING f.tenant, f.station_key)
  UPDATE stations s SET boot_status = t.boot_status, boot_decided_at = t.received_at
  FROM told t JOIN heard USING (tenant, station_key)
  WHERE s.tenant = t.tenant AND s.station_key = t.station_key AND t.boot_status <> ''
    AND s.boot_decided_at < t.received_at AND s.boot_status <> t.boot_status
  RETURNING s.tenant, s.station_id`,
)

/**
 * BootNotification: what the station is, and what it was answered. Boot writes the answer itself before the station hears it; the answer
 * in the event counts only when no later decision is stored: an edge's fallback, or a decision given from memory while PostgreSQL was away.
 */
export const stationBooted = sayings<'chargeplane.ocpp.v1.StationBooted'>(async (said, { tx, emit }) => {
  const changed = await keep<{ tenant: string; station_id: string }>(tx, [
    ...columnsOf(said),
    said.map(({ data }) => storable(data.vendor)),
    said.map(({ data }) => storable(data.model)),
    said.map(({ data }) => storable(data.serialNumber)),
    said.map(({ data }) => storable(data.firmwareVersion)),
    said.map(({ data }) => (isRegistration(data.registrationStatus) ? data.registrationStatus : '')),
  ])
  for (const { tenant, station_id: stationId } of changed) {
    await emit(accessChanged({ tenant, stationId }, 'registration_changed'))
  }
})
