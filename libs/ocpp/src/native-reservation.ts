// Reservations in a version's own words (OCPP 1.6 5.13 and 5.3, 2.x H01 and H02).
import { fail } from '@chargeplane/failure'
import type { ReserveCommand } from '@chargeplane/proto/stations/v1/stations'
import type { OcppVersion } from './versions.ts'

interface NativeCommand {
  readonly action: string
  readonly payload: object
}

function checkId(reservationId: number): void {
  if (reservationId > 0) return
  throw fail('invalid_argument', 'reservationId has to be chosen, from 1', { field: 'reservationId' })
}

/** A reservation of no EVSE in particular is connector 0 in 1.6, and names none in 2.x (H01.FR.04). */
export function reserve(version: OcppVersion, command: ReserveCommand): NativeCommand {
  const { reservationId, evseId, connectorType, idToken, groupIdToken } = command
  checkId(reservationId)
  const expiry = new Date(command.expiresAt)
  if (Number.isNaN(expiry.getTime())) {
    throw fail('invalid_argument', 'expiresAt must be an RFC 3339 time', { field: 'expiresAt' })
  }
  const expiryDateTime = expiry.toISOString()
  if (version === '1.6') {
    if (connectorType !== '') {
      throw fail('invalid_argument', 'OCPP 1.6 reserves connectors by number only', { field: 'connectorType' })
    }
    const group = groupIdToken === '' ? {} : { parentIdTag: groupIdToken }
    const payload = { connectorId: evseId, expiryDate: expiryDateTime, idTag: idToken, ...group, reservationId }
    return { action: 'ReserveNow', payload }
  }
  return {
    action: 'ReserveNow',
    payload: {
      id: reservationId,
      expiryDateTime,
      idToken: { idToken, type: command.idTokenType || 'ISO14443' },
      ...(evseId > 0 && { evseId }),
      ...(connectorType !== '' && { connectorType }),
      ...(groupIdToken !== '' && { groupIdToken: { idToken: groupIdToken, type: 'Central' } }),
    },
  }
}

export function cancelReservation(reservationId: number): NativeCommand {
  checkId(reservationId)
  return { action: 'CancelReservation', payload: { reservationId } }
}
