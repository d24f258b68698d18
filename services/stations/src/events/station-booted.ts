import type { Handler } from '@chargeplane/events'
import { accessChanged } from '../access-changed.ts'
import { isRegistration } from '../registration.ts'
import { hear, stamp } from './facts.ts'
import { sourceOf, storable } from './origin.ts'

/**
 * BootNotification: what the station is, and what it was answered. Boot writes the answer itself before the station hears it; the answer
 * in the event counts only when no later decision is stored: an edge's fallback, or a decision given from memory while PostgreSQL was away.
 */
export const stationBooted: Handler<'chargeplane.ocpp.v1.StationBooted'> = async ({ data }, { tx, emit }) => {
  const source = sourceOf(data.origin)
  if (!(await hear(tx, source))) return
  await tx.query(
    `UPDATE station_facts SET boot_epoch = $3, boot_sequence = $4, vendor = $5, model = $6, serial_number = $7, firmware_version = $8
     WHERE tenant = $1 AND station_key = $2 AND (boot_epoch, boot_sequence) < ($3::bigint, $4::bigint)`,
    [
      ...stamp(source),
      storable(data.vendor),
      storable(data.model),
      storable(data.serialNumber),
      storable(data.firmwareVersion),
    ],
  )
  if (!isRegistration(data.registrationStatus)) return
  const [changed] = await tx.query<{ station_id: string }>(
    `UPDATE stations SET boot_status = $3, boot_decided_at = $4
     WHERE tenant = $1 AND station_key = $2 AND boot_decided_at < $4 AND boot_status <> $3 RETURNING station_id`,
    [source.tenant, source.stationKey, data.registrationStatus, source.receivedAt],
  )
  if (changed)
    await emit(accessChanged({ tenant: source.tenant, stationId: changed.station_id }, 'registration_changed'))
}
