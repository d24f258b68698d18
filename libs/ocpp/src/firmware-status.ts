// FirmwareStatusNotification and its like are the same in every version (OCPP 1.6 4.5 and whitepaper L01, 2.x L01, L02).
import type { CallContext } from './contract.ts'
import { momentKey, originOf } from './events.ts'
import { int64, type Loose, object, text } from './read.ts'
import type { StationEvent } from './station-events.ts'

interface StatusNotification {
  readonly status: string
  readonly requestId?: number
  readonly statusInfo?: { readonly reasonCode: string; readonly additionalInfo?: string }
}

/** What all notifications about a long task of the station say: the fields of their events. */
export function taskStatus(request: Loose<StatusNotification>) {
  const { reasonCode, additionalInfo } = object<NonNullable<StatusNotification['statusInfo']>>(request.statusInfo)
  return {
    status: text(request.status),
    requestId: int64(request.requestId),
    reasonCode: text(reasonCode),
    reason: text(additionalInfo),
  }
}

/** A status is a new fact each time: a station repeats the last one when it is triggered to (L01.FR.26). */
export function firmwareStatus(
  action: 'FirmwareStatusNotification' | 'SignedFirmwareStatusNotification',
  request: Loose<StatusNotification>,
  context: CallContext,
): StationEvent {
  const origin = originOf(action, request, context)
  return {
    type: 'chargeplane.ocpp.v1.FirmwareStatusReported',
    subject: context.stationId,
    naturalKey: momentKey(origin),
    data: { origin, ...taskStatus(request) },
  }
}
