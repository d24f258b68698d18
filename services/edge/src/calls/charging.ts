// Whether a station charges, so that it is sent away last: one bit of its session, from the events that its CALLs become anyway.
import type { StationEvent } from '@chargeplane/ocpp'
import { TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import type { Session } from '../sessions/session.ts'

/** Statuses of OCPP 1.6 that belong to a running transaction (section 4.9). 2.x says Occupied for a car that is only plugged in. */
const chargingStatuses: ReadonlySet<string> = new Set(['Charging', 'SuspendedEV', 'SuspendedEVSE'])

/**
 * A hint, not a fact: of several EVSEs the last word counts, and a session that began amid a transaction learns of it with the next meter
 * values. Being wrong costs a charging station a reconnection a little early, and nothing else.
 */
export function noteCharging(session: Session, events: readonly StationEvent[]): void {
  for (const event of events) {
    switch (event.type) {
      case 'chargeplane.ocpp.v1.TransactionEvent':
        session.charging = event.data.kind !== TransactionEventKind.ENDED
        break
      case 'chargeplane.ocpp.v1.MeterValuesReported':
        if (event.data.transactionId !== '') session.charging = true
        break
      case 'chargeplane.ocpp.v1.StatusReported':
        if (chargingStatuses.has(event.data.originalStatus)) session.charging = true
    }
  }
}
