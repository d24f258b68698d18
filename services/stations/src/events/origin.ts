// Reads where an event comes from, and refuses one that does not say.
import { fail } from '@chargeplane/failure'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'
import { checkAddress, stationKey } from '../identity.ts'

export interface Source {
  tenant: string
  stationKey: string
  epoch: bigint
  sequence: number
  receivedAt: Date
  edgeId: string
}

/** Throws invalid_argument, which sends the record to the dead-letter topic: no retry can complete it. */
export function sourceOf(origin: Origin | undefined): Source {
  if (origin === undefined) throw fail('invalid_argument', 'the event has no origin', { field: 'origin' })
  checkAddress(origin)
  const receivedAt = new Date(origin.receivedAt)
  if (Number.isNaN(receivedAt.getTime())) {
    throw fail('invalid_argument', 'receivedAt must be an RFC 3339 time', { field: 'origin.receivedAt' })
  }
  if (origin.epoch <= 0n) throw fail('invalid_argument', 'epoch must be above 0', { field: 'origin.epoch' })
  return {
    tenant: origin.tenant,
    stationKey: stationKey(origin.stationId),
    epoch: origin.epoch,
    sequence: origin.sequence,
    receivedAt,
    edgeId: origin.edgeId,
  }
}

/** PostgreSQL stores any text but NUL, and stations send any text. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '\u{FFFD}')
}
