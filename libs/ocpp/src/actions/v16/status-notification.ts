import type { StatusNotificationRequest, StatusNotificationResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { instant } from '../../instants.ts'
import { int32, type Loose, text } from '../../read.ts'
import { firstUnusable, textual, wholeNumber } from '../../usable.ts'

// 1.6 tells the phases of a charge by the connector's status (4.9), 2.x by transactions: to 2.x they are all Occupied.
const statuses: ReadonlyMap<string, string> = new Map([
  ['available', 'Available'],
  ['preparing', 'Occupied'],
  ['charging', 'Occupied'],
  ['suspendedev', 'Occupied'],
  ['suspendedevse', 'Occupied'],
  ['finishing', 'Occupied'],
  // OCPP 1.5's word, still sent by updated stations.
  ['occupied', 'Occupied'],
  ['reserved', 'Reserved'],
  ['unavailable', 'Unavailable'],
  ['faulted', 'Faulted'],
])

/** OCPP 1.6 4.9. Tolerant: unknown error codes and over-long texts are common, and sent again at every boot. */
export const statusNotification: StationHandler<Loose<StatusNotificationRequest>, StatusNotificationResponse> = {
  topic: 'ocpp.stations',
  unusable: payload => firstUnusable(payload, { connectorId: wholeNumber, status: textual }),
  answer: () => ({}),
  events(request, context) {
    const origin = originOf('StatusNotification', request, context)
    const connector = int32(request.connectorId)
    const originalStatus = text(request.status)
    const errorCode = text(request.errorCode)
    return [
      {
        type: 'chargeplane.ocpp.v1.StatusReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          // Every connector of 1.6 is an EVSE of its own; connector 0 is the station.
          evseId: connector,
          connectorId: connector === 0 ? 0 : 1,
          status: statuses.get(originalStatus.toLowerCase()) ?? '',
          originalStatus,
          errorCode: errorCode === 'NoError' ? '' : errorCode,
          info: text(request.info),
          vendorId: text(request.vendorId),
          vendorErrorCode: text(request.vendorErrorCode),
          occurredAt: instant(request.timestamp, context.receivedAt),
        },
      },
    ]
  },
}
