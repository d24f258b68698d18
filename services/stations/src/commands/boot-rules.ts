// What may be sent to a station before its boot was accepted (OCPP 1.6 section 4.2; 2.x B02, B03).
import { fail } from '@chargeplane/failure'
import type { Registration } from '../registration.ts'

/** 2.x lets a pending station refuse these itself (B02.FR.05) after telling the CSMS to accept it first: they are not sent either. */
const notWhilePending = new Set([
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'RequestStartTransaction',
  'RequestStopTransaction',
])

/** `bootStatus` empty: it never booted, which is treated as Pending. Throws failed_precondition. */
export function checkBootState(stationId: string, bootStatus: Registration | '', action: string): void {
  if (bootStatus === 'Accepted') return
  if (bootStatus === 'Rejected') {
    throw fail('failed_precondition', `station ${stationId} was rejected at its last boot: nothing may be sent to it`)
  }
  if (notWhilePending.has(action)) {
    const state = bootStatus === '' ? 'has not booted yet' : 'is pending'
    throw fail('failed_precondition', `station ${stationId} ${state}: it must be accepted before ${action}`)
  }
}
