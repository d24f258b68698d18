import { Origin } from '@chargeplane/proto/ocpp/v1/origin'

/** Origin of what a station says in the session of that epoch. */
export function origin(stationId: string, epoch: bigint): Origin {
  return Origin.fromPartial({ tenant: 'default', stationId, epoch, sequence: 1, receivedAt: new Date().toISOString() })
}
