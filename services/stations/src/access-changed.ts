// The event that makes edges and the other instances of this service drop what they remember of a station.
import { randomUUID } from 'node:crypto'
import type { Queryable } from '@chargeplane/database'
import type { NewEvent } from '@chargeplane/events'
import type { StationAddress } from './identity.ts'

export type AccessChange =
  | 'created'
  | 'updated'
  | 'deleted'
  | 'password_rotated'
  | 'registration_changed'
  | 'security_changed'

/** Writes an event into the outbox as part of `tx`: it is published if, and only if, the transaction commits. */
export type Emit = (tx: Queryable, event: NewEvent) => Promise<void>

/** `stationId` as registered. The id is drawn once, inside the transaction that changes the row: a repeated publication has the same. */
export function accessChanged(
  { tenant, stationId }: StationAddress,
  change: AccessChange,
): NewEvent<'chargeplane.stations.v1.StationAccessChanged'> {
  return {
    type: 'chargeplane.stations.v1.StationAccessChanged',
    tenant,
    subject: stationId,
    id: `access/${randomUUID()}`,
    data: { tenant, stationId, change },
  }
}
