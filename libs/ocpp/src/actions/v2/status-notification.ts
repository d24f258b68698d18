import type { StatusNotificationRequest, StatusNotificationResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { int32, type Loose, text } from '../../read.ts'
import { firstUnusable, textual, wholeNumber } from '../../usable.ts'

const statuses: ReadonlySet<string> = new Set(['Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted'])

/** OCPP 2.x G01. Tolerant. */
export const statusNotification: StationHandler<Loose<StatusNotificationRequest>, StatusNotificationResponse> = {
  topic: 'ocpp.stations',
  unusable: payload =>
    firstUnusable(payload, { evseId: wholeNumber, connectorId: wholeNumber, connectorStatus: textual }),
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('StatusNotification', request, context)
    const originalStatus = text(request.connectorStatus)
    return [
      {
        type: 'chargeplane.ocpp.v1.StatusReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          evseId: int32(request.evseId),
          connectorId: int32(request.connectorId),
          status: statuses.has(originalStatus) ? originalStatus : '',
          originalStatus,
          errorCode: '',
          info: '',
          vendorId: '',
          vendorErrorCode: '',
          occurredAt: instant(request.timestamp, context.receivedAt),
        },
      },
    ]
  },
}
