// Building the one event that every version's transaction messages become.
import type { TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import type { CallContext } from './contract.ts'
import type { StationEvent } from './station-events.ts'

// Proto's defaults: what a message that does not say so means.
const untold = {
  evseId: 0,
  connectorId: 0,
  idToken: undefined,
  authorizationStatus: '',
  offline: false,
  triggerReason: '',
  chargingState: '',
  stoppedReason: '',
  sampledValues: [],
  signedValues: [],
  operationMode: '',
  tariffId: '',
  preconditioningStatus: '',
  transactionLimit: undefined,
  stationCost: undefined,
} satisfies Partial<TransactionEvent>

/** `told` with proto's defaults for the rest, ready to publish under its own natural key. */
export function transactionEvent(
  context: CallContext,
  told: Omit<TransactionEvent, keyof typeof untold> & Partial<TransactionEvent>,
): StationEvent {
  return {
    type: 'chargeplane.ocpp.v1.TransactionEvent',
    subject: context.stationId,
    naturalKey: told.naturalKey,
    data: { ...untold, ...told },
  }
}
