import { Origin } from '@chargeplane/proto/ocpp/v1/origin'

/** Origin of an event of CP-1; `at` is minutes after a fixed hour. */
export function origin(epoch: number, sequence: number, at = sequence, stationId = 'CP-1'): Origin {
  return Origin.fromPartial({
    tenant: 'default',
    stationId,
    epoch: BigInt(epoch),
    sequence,
    receivedAt: minute(at),
    edgeId: 'edge-1',
  })
}

export function minute(at: number): string {
  return new Date(Date.UTC(2026, 2, 1, 10, at)).toISOString()
}
