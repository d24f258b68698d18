import { StatusNotificationRequest, StatusNotificationResponse } from '#v201'
import type { StationCall } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { int32, type Loose, text } from '../../read.ts'
import { firstUnusable, textual, wholeNumber } from '../../usable.ts'
import { validateBy } from '../../validate.ts'

const statuses: ReadonlySet<string> = new Set(['Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted'])

/** OCPP 2.0.1 G01. Tolerant. */
export const statusNotification: StationCall<Loose<StatusNotificationRequest>> = {
  version: '2.0.1',
  action: 'StatusNotification',
  from: 'station',
  topic: 'ocpp.stations',
  validateRequest: validateBy(StatusNotificationRequest),
  validateResponse: validateBy(StatusNotificationResponse),
  unusable: payload =>
    firstUnusable(payload, { evseId: wholeNumber, connectorId: wholeNumber, connectorStatus: textual }),
  answer: (): StatusNotificationResponse => ({}),
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
